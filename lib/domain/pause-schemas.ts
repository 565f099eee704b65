// What is asked for and answered when the drain of a queue is paused or resumed.
import { z } from 'zod';
import { reason } from './audit.ts';

export const pauseRequest = z.strictObject({ reason });
export type PauseRequest = z.infer<typeof pauseRequest>;

export const queuePause = z
  .object({
    at: z.iso.datetime(),
    by: z.string(),
    reason: z.string().nullable().describe('Why, in the words of who paused it'),
    isUnderWay: z
      .boolean()
      .describe('A worker still stores what it was given before; letters can be put back when it is done'),
  })
  .meta({ id: 'QueuePause' });

export const pausedQueue = z.object({ name: z.string(), paused: queuePause.nullable() });
export type PausedQueue = z.infer<typeof pausedQueue>;
