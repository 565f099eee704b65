// Marks: what a letter can be found by exactly, and what it may have in common with others. Ids in properties and headers.
import type { Header, HeaderType, Properties } from './dead-letter.ts';
import { plain } from './plain-text.ts';
import { propertyNames } from './property-names.ts';
import { traceOf } from './trace-ids.ts';

/** `name` is a property's (`correlation_id`), a header's (`header.x-tenant`), `trace`, `tid` or `body` (a digest). */
export type Mark = { name: string; value: string };

/** The most marks of a letter: all that a person or a framework writes. And the longest value in characters: longer is no id. */
const MAX_MARKS = 1000;
const MAX_VALUE = 200;

/** Those that hold ids and names; the others tell how the message was sent. */
const marking = ['messageId', 'correlationId', 'type', 'appId', 'userId'] as const;

/** Of other types the value is told otherwise than it is compared. */
const types = new Set<HeaderType>([
  'longstr',
  'boolean',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
]);

/** The mark of a property; null where it is none that letters are found by. */
export function markOfProperty(name: keyof Properties, value: string): Mark | null {
  const isMarking = marking.some((one) => one === name);
  return isMarking && isId(value) ? { name: propertyNames[name], value } : null;
}

/** The mark of a header; null for tables, times, long texts, and what RabbitMQ wrote of the death. */
export function markOfHeader({ name, type, value, encoding }: Header): Mark | null {
  const own = markName(name);
  if (encoding !== undefined || !types.has(type) || own === null) return null;
  const text = String(value);
  return isId(text) ? { name: own, value: text } : null;
}

/** The name of a header's mark; null where letters are not found by this header. */
export function markName(header: string): string | null {
  return isNamed(header) ? `header.${header}` : null;
}

/** All of a letter, one of each name. */
export function readMarks(properties: Properties, headers: readonly Header[]): Mark[] {
  const marks = new Map<string, Mark>();
  const add = (mark: Mark | null) => {
    if (mark !== null && !marks.has(mark.name) && marks.size < MAX_MARKS) marks.set(mark.name, mark);
  };
  for (const name of marking) add(markOfProperty(name, String(properties[name] ?? '')));
  const trace = traceOf(headers);
  if (trace !== null) add({ name: 'trace', value: trace });
  for (const header of headers) add(markOfHeader(header));
  return [...marks.values()];
}

/** As an address has it: `header.x-tenant=acme`. Names do not hold a “=” (isNamed). */
export function writeMark({ name, value }: Mark): string {
  return `${name}=${value}`;
}

export function readMark(text: string): Mark | null {
  const at = text.indexOf('=');
  return at < 1 || at === text.length - 1 ? null : { name: text.slice(0, at), value: text.slice(at + 1) };
}

function isNamed(name: string): boolean {
  return (
    name !== '' &&
    name.length <= 100 &&
    !name.includes('=') &&
    !/^(x-(first|last)-death-|x-death$)/.test(name) &&
    isClean(name)
  );
}

function isId(text: string): boolean {
  return text !== '' && text.length <= MAX_VALUE && isClean(text);
}

/** Text that Postgres takes as it is. */
function isClean(text: string): boolean {
  return !text.includes('\uFFFD') && plain(text, text.length) === text;
}

/** Ponos' transaction id is a key of its jobs, and of the job inside of its errors. Null where the body names none. */
export function tidIn(body: Uint8Array): string | null {
  try {
    const job = Object(JSON.parse(new TextDecoder().decode(body))) as Record<string, unknown>;
    const inner = Object(job.originalJobPayload) as Record<string, unknown>;
    const tid = inner.tid ?? job.tid;
    return typeof tid === 'string' && isId(tid) ? tid : null;
  } catch {
    return null;
  }
}
