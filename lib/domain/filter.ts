// The inbox's filter: the same words in the URL and in the REST API.
import { z } from 'zod';
import { letterStatuses } from './dead-letter.ts';
import { readMark } from './marks.ts';

const text = z
  .string()
  .trim()
  .max(200)
  .refine((value) => !value.includes('\0'), 'must not contain NUL');
/** AMQP's names: up to 255 bytes, spaces at their ends included. */
const name = z
  .string()
  .max(255)
  .refine((value) => !value.includes('\0'), 'must not contain NUL');
const time = z.iso.datetime({ offset: true, error: 'must be a time like 2026-11-01T10:00:00Z' });

export const deadLetterFilter = z.object({
  /** A source queue or a dead-letter queue. */
  queue: name.optional(),
  reason: name.optional(),
  status: z.enum(letterStatuses).optional(),
  /** Arrived at or after, and before. */
  after: time.optional(),
  before: time.optional(),
  /** A property or header with exactly this value: `correlation_id=4711`, `header.x-tenant=acme` (lib/domain/marks.ts). */
  mark: z
    .string()
    .max(400)
    .refine((value) => readMark(value) !== null && !value.includes('\0'), 'must be name=value')
    .optional(),
  /** In error, routing key, headers and the first 4 KB of the body. */
  q: text.optional(),
});
export type DeadLetterFilter = z.infer<typeof deadLetterFilter>;

export const deadLetterListQuery = deadLetterFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type DeadLetterListQuery = z.infer<typeof deadLetterListQuery>;

/**
 * Reads a page's search parameters: what is wrong is left out and named, so that a mistyped link still shows a page.
 */
export function readFilter(params: Record<string, string | string[] | undefined>): {
  filter: DeadLetterFilter;
  faults: string[];
} {
  const filter: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [key, schema] of Object.entries(deadLetterFilter.shape)) {
    const raw = params[key];
    const value = Array.isArray(raw) ? raw[0] : raw;
    if (value === undefined || value === '') continue;
    const read = schema.safeParse(value);
    if (read.success) filter[key] = read.data;
    else faults.push(`${key}: ${read.error.issues[0]?.message ?? 'not understood'}`);
  }
  return { filter: filter as DeadLetterFilter, faults };
}

/** The filter as a query string, keys in their fixed order. */
export function writeFilter(filter: DeadLetterFilter): string {
  const params = new URLSearchParams();
  for (const key of Object.keys(deadLetterFilter.shape) as (keyof DeadLetterFilter)[]) {
    const value = filter[key];
    if (value) params.set(key, value);
  }
  return params.toString();
}
