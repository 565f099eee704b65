// Escalation: what is looked at besides new letters, and what is said of it. Each alarm is told once, again as set, and when it is over.
import { z } from 'zod';
import { countInWords } from '#lib/domain/amount-words.ts';
import { durationInWords } from '#lib/domain/reason.ts';
import { codeSpan, link, plainLine } from '#lib/domain/escape-slack.ts';
import { targetFault } from './channel.ts';
import { inUrl, nameQueue, sayTime } from './post-words.ts';

export const watchKinds = ['oldest_open', 'group_growing', 'drain_stopped', 'broker_unreachable'] as const;
export type WatchKind = (typeof watchKinds)[number];

const MAX_WATCHES = 50;
const minutes = (most: number) =>
  z
    .number()
    .int('must be whole minutes')
    .min(1, 'must be 1 minute or more')
    .max(most, `must be ${durationInWords(most * 60_000)} or less`);

const common = {
  remindMinutes: minutes(10_080)
    .nullable()
    .default(60)
    .describe('Said again after so long while it lasts; null: once'),
  target: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .refine(
      (value) => targetFault('slack', value) === null,
      'must be a channel: #orders, or its ID C0123ABCD',
    )
    .nullable()
    .default(null)
    .describe('A Slack channel; null: where the default goes'),
};
const queues = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine((value) => !/[\0\p{Cs}]/u.test(value), 'holds a NUL, or half a character')
  .default('*')
  .describe('A pattern of source queues: * for any characters');

export const watch = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('oldest_open'), queues, minutes: minutes(525_600), ...common })
    .describe('The oldest open letter of a queue is older than this'),
  z
    .strictObject({
      kind: z.literal('group_growing'),
      queues,
      letters: z
        .number()
        .int('must be a whole number')
        .min(1, 'must be 1 or more')
        .max(10_000, 'must be 10,000 or less'),
      minutes: minutes(60),
      ...common,
    })
    .describe('A failure group got more letters than so many within so many minutes'),
  z
    .strictObject({ kind: z.literal('drain_stopped'), minutes: minutes(1440).default(5), ...common })
    .describe('A dead-letter queue that is not paused was drained by nobody for so long'),
  z
    .strictObject({ kind: z.literal('broker_unreachable'), minutes: minutes(1440).default(2), ...common })
    .describe('No worker has reached RabbitMQ for so long'),
]);
export type Watch = z.infer<typeof watch>;

export const watches = z.array(watch).max(MAX_WATCHES, `are more than ${MAX_WATCHES}`);

/** What everybody wants to know, until somebody sets something else. */
export const firstWatches: Watch[] = [
  { kind: 'drain_stopped', minutes: 5, remindMinutes: 60, target: null },
  { kind: 'broker_unreachable', minutes: 2, remindMinutes: 60, target: null },
];

/** As they are stored; those of the beginning where nobody set any. One of another version is left out, the others go on. */
export function readWatchList(stored: unknown): Watch[] {
  if (!Array.isArray(stored)) return firstWatches;
  return stored.flatMap((one) => watch.safeParse(one).data ?? []);
}

/** Something that a watch has found, and since when. `subject` tells it from others of the same watch. */
export type Finding = {
  subject: string;
  since: Date;
  /** Of a group: its title and letters; of a broker: what its worker says. */
  detail: string | null;
  letters: number;
};

/** The lines of its post. */
export function sayAlarm(
  one: Watch,
  { subject, since, detail, letters }: Finding,
  publicUrl: string,
): string[] {
  switch (one.kind) {
    case 'oldest_open': {
      const queue = subject === '' ? null : subject;
      const filter = queue === null ? '' : `&queue=${inUrl(queue)}`;
      const page = link(`${publicUrl}/dead-letters?status=open${filter}`, 'Open its letters');
      return [
        `⏳ *A letter of ${nameQueue(queue)} stands open since ${sayTime(since)}*  ${page}`,
        `Its limit is ${durationInWords(one.minutes * 60_000)}.`,
      ];
    }
    case 'group_growing': {
      const page = link(`${publicUrl}/failure-groups/${inUrl(subject)}`, 'Open the group');
      return [
        `📈 *A failure grows: ${countInWords(letters, 'letter')} in ${durationInWords(one.minutes * 60_000)}*  ${page}`,
        codeSpan(detail ?? '', 300),
      ];
    }
    case 'drain_stopped':
      return [
        `⏸️ *Nobody drains ${codeSpan(subject, 200)} since ${sayTime(since)}*  ${link(`${publicUrl}/queues`, 'Open the queues')}`,
        detail === null ? 'Its letters wait in RabbitMQ.' : plainLine(detail, 500),
      ];
    case 'broker_unreachable':
      return [`🔌 *RabbitMQ cannot be reached since ${sayTime(since)}*`, plainLine(detail ?? '', 500)];
  }
}

/** What the post says when it is over. */
export function sayOver(lines: readonly string[], at: Date): string[] {
  const [head = ''] = lines;
  return [`~${head.replaceAll('*', '')}~`, `✓ *Over* ${sayTime(at)}`];
}
