// How people are told of a letter: by which post, or why by none. As its page and the REST API show it, and in words.
import { z } from 'zod';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { StoryEntry } from '#lib/domain/letter-story.ts';

const time = z.iso.datetime();
const where = { channel: z.string(), route: z.string().nullable().describe('By its name') };

export const alertView = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('due') }).describe('It came just now: its routes are chosen within a second'),
    z
      .object({
        state: z.literal('untold'),
        because: z.enum(['no_route', 'reason', 'ignored', 'fault']),
        route: where.route,
      })
      .describe('No route takes it, its reason does not count for its route, or its group is ignored'),
    z.object({
      state: z.enum(['waiting', 'failed']),
      ...where,
      problem: z.string().nullable(),
      notBefore: time.nullable(),
    }),
    z.object({
      state: z.literal('posted'),
      ...where,
      postedAt: time,
      problem: z.string().nullable().describe('Who was not reached all the same'),
      permalink: z.url().nullable().describe('Of the post, in Slack'),
      isInThread: z.boolean().describe('It stands in the thread of its group’s post'),
      covers: z
        .int()
        .describe(
          'How many letters the post tells of, as far as you may see them; 10,000 are 10,000 or more',
        ),
      unanswered: z.int().describe('Calls that were never answered: each may have posted'),
    }),
  ])
  .meta({ id: 'AlertView' });
export type AlertView = z.infer<typeof alertView>;

export function tellAlerts(alerts: readonly AlertView[]): StoryEntry[] {
  if (alerts.length > 0) return alerts.map((alert, at) => ({ ...tellAlert(alert), key: `alert ${at}` }));
  return [{ ...plain, key: 'alert 0', title: 'Not alerted', detail: 'There was no way out when it came.' }];
}

const plain = { tone: 'plain', at: null, letterId: null } as const;

function tellAlert(alert: AlertView): Omit<StoryEntry, 'key'> {
  switch (alert.state) {
    case 'due':
      return { ...plain, tone: 'wait', title: 'Alert is due', detail: '' };
    case 'untold':
      return { ...plain, title: 'Not alerted', detail: whyUntold(alert) };
    case 'failed':
      return {
        ...plain,
        tone: 'bad',
        title: `Not alerted in ${alert.channel}`,
        detail: alert.problem ?? '',
      };
    case 'waiting':
      return {
        ...plain,
        tone: 'wait',
        title: `Alert waits for ${alert.channel}`,
        detail: whyWaiting(alert),
      };
    case 'posted':
      return tellPosted(alert);
  }
}

type Posted = Extract<AlertView, { state: 'posted' }>;

function tellPosted({
  channel,
  postedAt,
  permalink,
  covers,
  unanswered,
  problem,
}: Posted): Omit<StoryEntry, 'key'> {
  const many = covers > 1 ? `One post for ${countInWords(covers, 'letter')}.` : '';
  const doubt =
    unanswered > 0
      ? ` Slack left ${countInWords(unanswered, 'call')} unanswered: it may stand there twice.`
      : '';
  return {
    ...plain,
    title: `Alerted ${channel}`,
    at: postedAt,
    ...(problem === null ? {} : { tone: 'bad' as const }),
    detail: `${many}${doubt} ${problem ?? ''}`.trim(),
    ...(permalink === null ? {} : { permalink }),
  };
}

function whyUntold({ because, route }: Extract<AlertView, { state: 'untold' }>): string {
  if (because === 'no_route') return 'No alert route takes it, and there is no default.';
  if (because === 'fault') return 'It could not be routed: the worker’s log says why.';
  if (because === 'ignored') return 'Its group was ignored.';
  return `Letters of its reason do not count for the route ${route ?? 'that took it'}.`;
}

function whyWaiting({ problem, notBefore }: Extract<AlertView, { state: 'waiting' | 'failed' }>): string {
  if (problem !== null) return problem;
  if (notBefore === null) return 'It is posted as soon as Slack takes it.';
  return `It is quiet until ${notBefore.slice(0, 16).replace('T', ' ')} UTC.`;
}
