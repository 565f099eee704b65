// What the buttons of a post do: the same verbs as the pages', as the person who pressed. What came of it is told to them alone.
import { z } from 'zod';
import { personInSlack } from '#lib/auth/slack-person.ts';
import { readConfig } from '#lib/config.ts';
import type { PersonActor } from '#lib/domain/actor.ts';
import { actions, MENU, SNOOZE_HOURS, type Action } from '#lib/domain/alerts/buttons.ts';
import { counted } from '#lib/domain/alerts/post-words.ts';
import { codeSpan, link, plainLine } from '#lib/domain/escape-slack.ts';
import { AppError } from '#lib/errors.ts';
import { discardMatching } from '#lib/store/bulk-moves.ts';
import { changeFailureGroup, requireActable } from '#lib/store/failure-groups.ts';
import { snoozeGroup } from '#lib/store/group-snooze.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { startRun } from '#lib/store/run-moves.ts';
import { answerInSlack } from '#lib/store/slack-calls.ts';
import { isStoreAway } from '#lib/store/trouble.ts';

/** As the page's own run begins: who is pressed in a hurry may pause it there. */
const RUN = { rate: 50, stop: { maxFailedPercent: 20, after: 20 } } as const;

const button = z.looseObject({ action_id: z.enum(actions), value: z.uuid().toLowerCase() });
/** A menu's value is the act and the group. */
const menu = z
  .looseObject({
    action_id: z.literal(MENU),
    selected_option: z.looseObject({ value: z.string().max(150) }),
  })
  .transform(({ selected_option: { value } }) => {
    const [action, id] = value.split(' ');
    return { action_id: action, value: id };
  })
  .pipe(z.object({ action_id: z.enum(actions), value: z.uuid().toLowerCase() }));

/** Of a block_actions payload, what we need (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload). */
export const blockActions = z.looseObject({
  type: z.literal('block_actions'),
  user: z.looseObject({ id: z.string().max(40) }),
  channel: z.looseObject({ id: z.string().regex(/^[CDG][A-Z0-9]{4,20}$/) }),
  actions: z.array(z.union([button, menu])).length(1),
});
export type BlockActions = z.infer<typeof blockActions>;

/** Whatever comes of it is answered; throws only where that cannot be stored. */
export async function carryOut({ user, channel, actions: [pressed] }: BlockActions): Promise<void> {
  if (pressed === undefined || pressed.action_id === 'open') return;
  const to = { channel: channel.id, member: user.id };
  const person = await personInSlack(user.id);
  if (person === null) return answerInSlack({ kind: 'system' }, { ...to, lines: [sayUnknown(user.id)] });
  const line = await doAs(person, pressed.action_id, pressed.value).catch((error: unknown) => {
    if (error instanceof AppError) return `Nothing was done: ${plainLine(error.message, 1000)}`;
    if (isStoreAway(error)) return 'Postgres does not answer: whether it was done is seen on the page.';
    throw error;
  });
  if (line !== null) await answerInSlack(person, { ...to, lines: [line] });
}

export function sayUnknown(memberId: string): string {
  const page = link(`${readConfig().publicUrl}/settings#panel-people`, 'Settings, People');
  return `LetterThief does not know who you are. An administrator enters your Slack member ID ${codeSpan(memberId, 60)} at ${page}; then you act here as yourself.`;
}

/** Null where the post itself says enough. */
async function doAs(
  person: PersonActor,
  action: Exclude<Action, 'open'>,
  group: string,
): Promise<string | null> {
  await requireActable(person, group);
  switch (action) {
    case 'try_again':
      return tryAgain(person, group);
    case 'discard': {
      const filter = { q: `group:${group}`, status: 'open' as const };
      const { letters } = await discardMatching(person, { filter, reason: 'From Slack' });
      return `${counted(letters, 'letter')} discarded. They can be restored on the page.`;
    }
    case 'take':
      await changeFailureGroup(person, group, { assignee: person.id }, null);
      return null;
    case 'snooze':
      await snoozeGroup(person, group, new Date(Date.now() + SNOOZE_HOURS * 3_600_000));
      return null;
    case 'wake':
      await snoozeGroup(person, group, null);
      return null;
  }
}

async function tryAgain(person: PersonActor, group: string): Promise<string> {
  const { isReasonRequired, publicUrl } = readConfig();
  if (isReasonRequired) {
    const page = link(`${publicUrl}/failure-groups/${group}`, 'the group’s page');
    return `A run wants a reason here (REPLAY_REASON_REQUIRED): start it on ${page}.`;
  }
  const filter = { q: `group:${group}`, status: 'open' as const };
  const request = { filter, to: { kind: 'origin' as const }, order: 'arrival' as const, ...RUN };
  const common = { includeUnknown: false, includeReplayed: false, reason: 'From Slack' };
  const plan = await planRun(person, { ...request, ...common }, { needsReason: false });
  const run = await startRun(person, plan.id);
  return `${counted(run.letters.total, 'letter')} on the way back: ${link(`${publicUrl}/replay-runs/${run.id}`, 'the run')} tells what comes of each.`;
}
