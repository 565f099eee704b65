// The inbox's filter: the same words in the URL and in the REST API.
import { z } from 'zod';
import { columnsText } from './column-schemas.ts';
import { letterStatuses } from './dead-letter.ts';
import { readMark } from './marks.ts';
import { queryInWords } from './query/words.ts';
import { sayFault, type QueryFault } from './query/fault.ts';
import { MAX_QUERY, readQuery } from './query/parser.ts';

/** The query language (lib/domain/query). What is wrong with it goes along, as `params`, into the answer. */
const query = z
  .string()
  .superRefine((text, context) => {
    const read = readQuery(text);
    if (!read.ok)
      context.addIssue({ code: 'custom', message: sayFault(read.fault), params: { ...read.fault } });
  })
  .describe(queryInWords)
  .meta({ maxLength: MAX_QUERY });
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
  q: query.optional(),
});
export type DeadLetterFilter = z.infer<typeof deadLetterFilter>;

export const deadLetterListQuery = deadLetterFilter.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  columns: columnsText.optional(),
});
export type DeadLetterListQuery = z.infer<typeof deadLetterListQuery>;

export type ReadFilter = {
  filter: DeadLetterFilter;
  /** Of what is left out. */
  faults: string[];
  /** A query that is not understood: no letter fits it, and the filter is without it. */
  wrongQuery: WrongQuery | null;
};
export type WrongQuery = { text: string; fault: QueryFault };

/**
 * Reads a page's search parameters: what is wrong is left out and named, so that a mistyped link still shows a page; but a query is
 * never half applied.
 */
export function readFilter(params: Record<string, string | string[] | undefined>): ReadFilter {
  const filter: Record<string, unknown> = {};
  const faults: string[] = [];
  let wrongQuery: WrongQuery | null = null;
  for (const [key, schema] of Object.entries(deadLetterFilter.shape)) {
    const raw = params[key];
    const value = Array.isArray(raw) ? raw[0] : raw;
    if (value === undefined || value === '') continue;
    const read = schema.safeParse(value);
    if (read.success) filter[key] = read.data;
    else if (key === 'q') wrongQuery = readWrong(value);
    else faults.push(`${key}: ${read.error.issues[0]?.message ?? 'not understood'}`);
  }
  return { filter: filter as DeadLetterFilter, faults, wrongQuery };
}

function readWrong(text: string): WrongQuery | null {
  const read = readQuery(text);
  return read.ok ? null : { text, fault: read.fault };
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

/** What was read, as a query string: with its query, though that be wrong. */
export function writeRead({ filter, wrongQuery }: ReadFilter): string {
  return writeFilter(wrongQuery === null ? filter : { ...filter, q: wrongQuery.text });
}
