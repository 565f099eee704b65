// A tree as text, so that it reads as the same tree again.
import { unitBytes, unitMs } from './values.ts';
import type { Moment, Pattern, Query } from './tree.ts';

export function writeQuery(query: Query): string {
  return query.kind === 'all' && query.of.length !== 1 ? query.of.map(writeOne).join(' ') : writeAny(query);
}

/** A text in quotes, whatever it holds. */
export function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Bare where that reads the same. */
export function writeText(text: string): string {
  return /^[^\s"()*:-][^\s"()*:]*$/u.test(text) && !['OR', 'AND', 'NOT'].includes(text) ? text : quote(text);
}

export function writePattern(pattern: Pattern): string {
  const [first = ''] = pattern;
  if (pattern.length === 1 && first === '') return '""';
  return pattern.map((piece) => (/[\s"()*]/u.test(piece) ? quote(piece) : piece)).join('*');
}

function writeAny(query: Query): string {
  return query.kind === 'any'
    ? query.of.map((one) => (one.kind === 'all' ? writeAll(one.of) : writeOne(one))).join(' OR ')
    : writeOne(query);
}

function writeAll(of: readonly Query[]): string {
  return of.map(writeOne).join(' ');
}

function writeOne(query: Query): string {
  if (query.kind === 'any') return `(${writeAny(query)})`;
  if (query.kind === 'all') return `(${writeAll(query.of)})`;
  if (query.kind === 'not') return `-${writeOne(query.of)}`;
  if (query.kind === 'text') return writeText(query.text);
  if (query.kind === 'name') return `${query.key}:${writePattern(query.pattern)}`;
  if (query.kind === 'error') return `error:${writePattern(query.pattern)}`;
  if (query.kind === 'status') return `status:${query.status}`;
  if (query.kind === 'outcome') return `outcome:${query.outcome}`;
  if (query.kind === 'time') return `${query.key}:${writeMoment(query.moment)}`;
  if (query.kind === 'header') return `header.${writeName(query.name)}:${writePattern(query.pattern)}`;
  if (query.kind === 'body')
    return `body.${query.path.map(writeName).join('.')}:${writePattern(query.pattern)}`;
  const count = query.key === 'size' ? writeLargest(query.count, unitBytes) : String(query.count);
  return `${query.key}:${query.is === '=' ? '' : query.is}${count}`;
}

function writeName(name: string): string {
  return /^[^\s"():.]+$/u.test(name) ? name : quote(name);
}

function writeMoment(moment: Moment): string {
  return 'at' in moment ? new Date(moment.at).toISOString() : writeLargest(moment.ago, unitMs);
}

/** In the largest unit that leaves a whole number. */
function writeLargest(amount: number, units: Readonly<Record<string, number>>): string {
  const [unit, size] =
    Object.entries(units).findLast(([, one]) => amount % one === 0 && amount > 0) ??
    Object.entries(units)[0]!;
  return `${amount / size}${unit}`;
}
