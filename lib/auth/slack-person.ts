// Who a member of Slack is here: what they do there they do as that person, with what that person may at this moment.
import type { PersonActor } from '#lib/domain/actor.ts';
import { readBySlackId } from '#lib/store/people.ts';

/** Null for a member that no administrator has entered, or whose person is disabled. */
export async function personInSlack(memberId: string): Promise<PersonActor | null> {
  const person = await readBySlackId({ kind: 'system' }, memberId);
  return person && { kind: 'person', ...person, signInId: null, address: 'Slack' };
}
