// What is asked for when many letters are to be tried again as a run: which, how fast, in what order, and when it stops by itself.
import { z } from 'zod';
import { reason } from './audit.ts';
import { deadLetterFilter } from './filter.ts';
import { amendBody, leaveOutHeaders, replayTo } from './replay-request.ts';

/** The most letters of one run. */
export const MAX_RUN = 1_000_000;
const MAX_IDS = 10_000;

const deadLetterIds = z
  .array(z.uuid({ error: 'must be a letter id (UUID)' }).toLowerCase())
  .min(1)
  .max(MAX_IDS)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a letter twice');

export const runRate = z
  .union([z.literal('unlimited'), z.number().min(0.1).max(100_000)], {
    error: 'must be a number of letters a second from 0.1 to 100000, or "unlimited"',
  })
  .describe('Letters a second');
export type RunRate = z.infer<typeof runRate>;

const percent = z.number().min(0).max(100);

export const runCanary = z
  .strictObject({
    count: z.int().min(1).max(10_000),
    waitSeconds: z.number().min(0).max(86_400),
    maxCameBackPercent: percent,
  })
  .describe(
    'The first `count` go alone; after `waitSeconds` the others follow, unless more than that share came back or failed',
  );

export const runOrder = z
  .union([
    z.literal('arrival'),
    z.literal('original'),
    z.strictObject({
      key: z
        .string()
        .max(200)
        .regex(/^(header|body)\../, 'must begin with header. or body.'),
      afterSeconds: z.number().min(0).max(86_400).default(0),
    }),
  ])
  .describe(
    'arrival: as they came here. original: by their timestamp, else by when they first died. By key: the next letter of a key goes when its previous one was confirmed and `afterSeconds` have passed',
  );
export type RunOrder = z.infer<typeof runOrder>;

export const runStop = z
  .strictObject({ maxFailedPercent: percent, after: z.int().min(1).max(MAX_RUN).default(20) })
  .describe(
    'It pauses by itself when more than this share failed (was not confirmed, or came back) of at least `after` that are settled',
  );

/** How the letters go, whichever they are. */
const how = {
  to: replayTo,
  leaveOutHeaders,
  amendBody,
  canary: runCanary.optional(),
  order: runOrder.default('arrival'),
  stop: runStop.optional(),
  includeUnknown: z
    .boolean()
    .default(false)
    .describe('Letters whose last replay has an unknown outcome go too: each may arrive twice'),
  includeReplayed: z
    .boolean()
    .default(false)
    .describe('Letters that were replayed before go too: each arrives again'),
};

export const runRequest = z
  .strictObject({
    deadLetterIds: deadLetterIds.optional(),
    filter: deadLetterFilter.strict().optional(),
    group: z.uuid().toLowerCase().optional().describe('All letters of a failure group'),
    ...how,
    rate: runRate,
    reason,
  })
  .refine(
    ({ deadLetterIds: ids, filter, group }) =>
      [ids, filter, group].filter((one) => one !== undefined).length === 1,
    { error: 'name one: deadLetterIds, a filter or a group', path: ['deadLetterIds'] },
  )
  .refine((asked) => asked.to.kind !== 'dead_letter_queue' || asked.amendBody !== true, {
    path: ['amendBody'],
    error: 'cannot be asked for of what is put back: its body goes back as it came',
  });
export type RunRequest = z.infer<typeof runRequest>;

/** As the run remembers it. */
export const runHow = z.object(how);
export type RunHow = z.infer<typeof runHow>;

export const runChange = z.strictObject({ rate: runRate });
