// What is asked for and answered about the queues that an exchange reaches.
import { z } from 'zod';

const shortstr = z
  .string()
  .refine((value) => new TextEncoder().encode(value).length <= 255, 'must be at most 255 bytes');

export const reachQuery = z.object({
  exchange: shortstr.default('').describe('Left out: the default exchange'),
  routingKey: shortstr.default(''),
  deadLetterId: z
    .uuid()
    .optional()
    .describe('A letter whose headers count where the exchange decides by headers'),
});
export type ReachQuery = z.infer<typeof reachQuery>;

export const reachView = z
  .union([
    z.object({
      queues: z.array(z.string()).describe('At most 50 of those that one may see'),
      count: z.number().describe('All of them'),
      asOf: z.iso.datetime().describe('When a worker asked RabbitMQ for its bindings'),
    }),
    z.object({ unknown: z.string().describe('Why it cannot be told') }),
  ])
  .meta({ id: 'Reach' });
export type ReachView = z.infer<typeof reachView>;
