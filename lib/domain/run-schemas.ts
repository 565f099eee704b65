// What the REST API answers about replay runs: their plan, how far they are, and what became of each letter.
import { z } from 'zod';
import { deadLetterFilter } from './filter.ts';
import { runHow, runRate } from './run-request.ts';

export const runStates = ['planned', 'running', 'paused', 'cancelled', 'done'] as const;
export type RunState = (typeof runStates)[number];

/** What became of a letter of a run. */
export const runOutcomes = [
  'waiting',
  'under_way',
  'confirmed',
  'returned',
  'nacked',
  'refused',
  'unknown',
  'cancelled',
  'left_out',
] as const;
export type RunOutcome = (typeof runOutcomes)[number];

const id = z.uuid();
const time = z.iso.datetime();
const count = z.int().min(0);
const counted = z.object({ why: z.string(), letters: count });

export const runPlan = z
  .object({
    asOf: time.describe('The set is what matched then: letters that come later stay out'),
    letters: count.describe('So many go'),
    queues: z.array(z.object({ queue: z.string().nullable(), letters: count })),
    moreQueues: count,
    destinations: z.array(z.object({ exchange: z.string(), routingKey: z.string(), letters: count })),
    moreDestinations: count,
    leftOut: z.array(counted).describe('So many of those that match do not go, and why'),
    notYours: count.describe('So many that match are of queues that you may only look at'),
    perhapsTwice: count.describe('Of those that go: their last replay may have arrived'),
    changes: z.array(counted).describe('What a replay leaves out or sets anew, for how many letters'),
    foundWhenSent: z.string().describe('What cannot be known before a letter is sent'),
    reach: z
      .array(
        z.object({
          exchange: z.string(),
          routingKey: z.string(),
          queues: count.nullable(),
          unknown: z.string().nullable().describe('Why the number of queues is not known'),
        }),
      )
      .nullable()
      .describe('How many queues each of the destinations reaches; null: not known'),
    reachAsOf: time
      .nullable()
      .default(null)
      .describe('When a worker asked RabbitMQ for the bindings by which that was told'),
    whyNoReach: z.string().nullable(),
    seconds: z.number().nullable().describe('How long it takes at this rate; null for unlimited'),
  })
  .meta({ id: 'ReplayRunPlan' });
export type RunPlan = z.infer<typeof runPlan>;

export const runCounts = z.object({
  total: count,
  waiting: count,
  underWay: count,
  confirmed: count,
  returned: count,
  nacked: count,
  refused: count,
  unknown: count,
  cancelled: count,
  leftOut: count,
  cameBack: count.describe('Letters that died again after this run sent them, as far as is known by now'),
});
export type RunCounts = z.infer<typeof runCounts>;

export const runSummary = z
  .object({
    id,
    state: z.enum(runStates),
    whyPaused: z.string().nullable().describe('Why it paused by itself'),
    plannedBy: z.string(),
    plannedAt: time,
    startedBy: z.string().nullable(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    reason: z.string().nullable(),
    rate: runRate,
    selection: z
      .object({
        letters: count.nullable(),
        filter: deadLetterFilter.nullable(),
        group: id.nullable().default(null),
      })
      .describe('By what it was asked for: so many ids, a filter, or a failure group'),
    how: runHow,
    letters: runCounts,
  })
  .meta({ id: 'ReplayRunSummary' });
export type RunSummary = z.infer<typeof runSummary>;

export const runView = runSummary
  .extend({
    plan: runPlan,
    isOrdered: z.boolean().describe('The letters’ order is known; before, it is read and none goes'),
    leftOut: z.array(counted),
    canary: z
      .object({ state: z.enum(['sending', 'waiting', 'passed', 'failed']), until: time.nullable() })
      .nullable(),
    perSecond: z.number().describe('Letters that were settled a second, lately'),
    secondsLeft: z.number().nullable().describe('Null where it cannot be told'),
  })
  .meta({ id: 'ReplayRun' });
export type RunView = z.infer<typeof runView>;

export const runLetter = z
  .object({
    position: count,
    deadLetterId: id,
    sourceQueue: z.string().nullable(),
    outcome: z.enum(runOutcomes),
    replayId: id.nullable(),
    detail: z.string().nullable().describe('Why it was left out, or what the broker said'),
    cameBackAs: id.nullable(),
  })
  .meta({ id: 'ReplayRunLetter' });
export type RunLetter = z.infer<typeof runLetter>;

export const runListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(100).optional(),
});
export type RunListQuery = z.infer<typeof runListQuery>;

export const runLettersQuery = z.object({
  outcome: z.enum([...runOutcomes, 'came_back']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'is not one that this API gave')
    .optional(),
});
export type RunLettersQuery = z.infer<typeof runLettersQuery>;
