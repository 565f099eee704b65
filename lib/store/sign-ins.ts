// The browsers that somebody is signed in with: to look at, and to end.
import type { Actor, Role } from '#lib/domain/actor.ts';
import type { SignInView } from '#lib/domain/people-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { act, note, writeAudit } from './act.ts';
import { ringDoors } from './bells.ts';
import { db } from './client.ts';

/** A sign-in that begins: its line in the audit. False for who is disabled. */
export async function noteSignIn(
  _actor: Actor,
  { personId, address }: { personId: string; address: string | null },
): Promise<boolean> {
  const row = await db().person.findUnique({ where: { id: personId, disabledAt: null } });
  if (row === null) return false;
  const person = { kind: 'person' as const, ...row, role: row.role as Role, signInId: null, address };
  const { role, seeQueues, actQueues } = person;
  await db().$transaction(async (tx) => {
    await writeAudit(tx, person, { act: 'sign_in', details: { role, seeQueues, actQueues } });
    // An issuer's rules may have changed what they may, in other browsers too.
    await ringDoors(tx, personId);
  });
  return true;
}

/** A wrong password. The account is only named where there is one: people type passwords into the wrong field. */
export async function noteWrongSignIn(
  actor: Actor,
  { email, address }: { email: string; address: string | null },
): Promise<void> {
  const row = await db().person.findUnique({ where: { email: email.toLowerCase() } });
  const details = { address, ...(row === null ? {} : { personId: row.id, email: row.email }) };
  await note(actor, { act: 'sign_in.wrong', outcome: 'refused', details });
}

/** One's own, newest first; a token has none. */
export async function listSignIns(actor: Actor): Promise<SignInView[]> {
  if (actor.kind !== 'person') return [];
  const rows = await db().signIn.findMany({
    where: { personId: actor.id, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
    take: 100,
  });
  return rows.map(({ id, ipAddress, userAgent, createdAt, seenAt }) => ({
    id,
    isThis: id === actor.signInId,
    address: ipAddress || null,
    browser: userAgent || null,
    since: createdAt.toISOString(),
    lastSeenAt: seenAt.toISOString(),
  }));
}

/** Ends one of one's own. Throws not_found. */
export async function endSignIn(actor: Actor, id: string): Promise<{ id: string }> {
  return act(actor, { act: 'sign_in.end', details: { id } }, async (tx) => {
    const isMine = actor.kind === 'person' && isId(id);
    const ended = isMine ? await tx.signIn.deleteMany({ where: { id, personId: actor.id } }) : null;
    if (!isMine || ended?.count !== 1)
      throw new AppError('not_found', `There is no sign-in ${id}`, { details: { ids: [id] } });
    await ringDoors(tx, actor.id);
    return { id };
  });
}

/** Ends all of one's own but the one that asks. */
export async function endOtherSignIns(actor: Actor): Promise<{ ended: number }> {
  return act(actor, { act: 'sign_in.end', details: { others: true } }, async (tx) => {
    if (actor.kind !== 'person') return { ended: 0 };
    const not = actor.signInId === null ? {} : { NOT: { id: actor.signInId } };
    const { count } = await tx.signIn.deleteMany({ where: { personId: actor.id, ...not } });
    await ringDoors(tx, actor.id);
    return { ended: count };
  });
}
