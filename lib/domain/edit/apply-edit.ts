// Applies a person's edit to a message. What is not named stays byte for byte; what a replay sets itself cannot be edited.
import { bytesInWords } from '#lib/domain/amount-words.ts';
import {
  areBytesEqual,
  concatBytes,
  fromBase64,
  showUtf8,
  withLength,
  writeUtf8,
} from '#lib/domain/bytes.ts';
import { headerLabel, sayHeaderChanges } from '#lib/domain/left-out.ts';
import { findObstacles } from '#lib/domain/obstacles.ts';
import { joinProperties, splitProperties, type SplitProperties } from '#lib/domain/properties.ts';
import { propertyNames } from '#lib/domain/property-names.ts';
import { listEntries } from '#lib/domain/table-entries.ts';
import { isWrapper } from '#lib/domain/unwrap.ts';
import { MAX_EDITED_BODY, type EditableProperty, type MessageEdit } from './edit-request.ts';
import { EditFault, writeHeader } from './write-header.ts';

export type EditedMessage = {
  propertyBytes: Uint8Array;
  /** Null where the body stays as it came. */
  body: Uint8Array | null;
  /** What was changed, in words: "header x-tenant set to acme", "body". Empty where nothing was. */
  changes: string[];
};

/** Why a header cannot be edited; null for one that can. `convention`: as decode() names it; null for none. */
export function whyLocked(convention: string | null): (name: string) => string | null {
  // Of a wrapper's letter the message inside is edited, which bears no marks of its death.
  return sayHeaderChanges(isWrapper(convention) ? null : convention);
}

/** `message`: what a replay would be made from (what is inside, where a framework wrapped it). Throws EditFault. */
export function applyEdit(
  message: { propertyBytes: Uint8Array; body: Uint8Array },
  edit: MessageEdit,
  convention: string | null,
): EditedMessage {
  const changes: string[] = [];
  const split = splitProperties(message.propertyBytes);
  editProperties(split, edit.setProperties ?? {}, changes);
  const table = split.values.get('headers')?.subarray(4) ?? new Uint8Array();
  const headers = editHeaders(table, edit, whyLocked(convention), changes);
  if (headers.length > 0 || split.values.has('headers')) split.values.set('headers', withLength(headers));
  const propertyBytes = joinProperties(split);
  const [obstacle] = changes.length === 0 ? [] : findObstacles(propertyBytes, convention);
  if (obstacle !== undefined)
    throw new EditFault(obstacle.label, `RabbitMQ would not take this header: it is ${obstacle.why}`);
  const body = edit.body === undefined ? null : readBody(edit.body);
  if (body === null || areBytesEqual(body, message.body)) return { propertyBytes, body: null, changes };
  return { propertyBytes, body, changes: [...changes, `body, ${bytesInWords(body.length)} now`] };
}

function readBody(body: NonNullable<MessageEdit['body']>): Uint8Array {
  const bytes = 'text' in body ? writeUtf8(body.text) : fromBase64(body.base64);
  if (bytes.length > MAX_EDITED_BODY)
    throw new EditFault(
      'body',
      `is ${bytesInWords(bytes.length)}; an edited one may have ${bytesInWords(MAX_EDITED_BODY)}`,
    );
  return bytes;
}

function editProperties(
  { values }: SplitProperties,
  set: NonNullable<MessageEdit['setProperties']>,
  changes: string[],
): void {
  for (const [name, value] of Object.entries(set) as [EditableProperty, string | number | null][]) {
    const before = values.get(name);
    if (value === null) {
      if (values.delete(name)) changes.push(`${propertyNames[name]} taken away`);
      continue;
    }
    const written = writeProperty(name, value);
    if (before !== undefined && areBytesEqual(before, written)) continue;
    values.set(name, written);
    changes.push(`${propertyNames[name]} set to ${sayShort(String(value))}`);
  }
}

function writeProperty(name: EditableProperty, value: string | number): Uint8Array {
  const field = propertyNames[name];
  if (name === 'priority') {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 0 || number > 255 || value === '')
      throw new EditFault(field, 'must be a number from 0 to 255');
    return Uint8Array.of(number);
  }
  if (name === 'timestamp') {
    if (!/^\d{1,20}$/.test(String(value)) || BigInt(value) >= 2n ** 64n)
      throw new EditFault(field, 'must be seconds since 1970');
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
    return bytes;
  }
  const text = writeUtf8(String(value));
  if (text.length > 255) throw new EditFault(field, `is ${text.length} bytes long; AMQP allows 255`);
  return concatBytes([Uint8Array.of(text.length), text]);
}

function editHeaders(
  table: Uint8Array,
  { setHeaders = [], removeHeaders = [] }: MessageEdit,
  lockOf: (name: string) => string | null,
  changes: string[],
): Uint8Array {
  const set = new Map<string, Uint8Array>();
  for (const header of setHeaders) {
    const label = headerLabel(header.name);
    if (set.has(label) || removeHeaders.includes(label))
      throw new EditFault(label, 'is named twice in what is to be changed');
    set.set(label, writeHeader(header));
  }
  for (const name of [...set.keys(), ...removeHeaders]) {
    const why = lockOf(name);
    if (why !== null) throw new EditFault(name, `cannot be edited: it is ${why}`);
  }
  const kept: Uint8Array[] = [];
  const unread: Uint8Array[] = [];
  const done = new Set<string>();
  for (const { name, start, end, isReadable } of listEntries(table)) {
    const bytes = table.subarray(start, end);
    const label = headerLabel(name);
    const anew = set.get(label);
    if (removeHeaders.includes(label)) {
      if (!done.has(label)) changes.push(`header ${label} taken away`);
      done.add(label);
    } else if (anew !== undefined) {
      // Of two of one name the first is set, and the others go: a reader may take either.
      if (done.has(label)) continue;
      done.add(label);
      kept.push(anew);
      if (!areBytesEqual(anew, bytes)) changes.push(`header ${label} set to ${sayHeader(setHeaders, label)}`);
    } else (isReadable ? kept : unread).push(bytes);
  }
  for (const [label, bytes] of set) {
    if (done.has(label)) continue;
    kept.push(bytes);
    changes.push(`header ${label} added: ${sayHeader(setHeaders, label)}`);
  }
  return concatBytes([...kept, ...unread]);
}

function sayHeader(headers: NonNullable<MessageEdit['setHeaders']>, label: string): string {
  const header = headers.find(({ name }) => headerLabel(name) === label);
  return sayShort(typeof header?.value === 'string' ? header.value : JSON.stringify(header?.value));
}

function sayShort(text: string | undefined): string {
  const said = showUtf8(writeUtf8(text ?? 'nothing'));
  return said.length > 80 ? `${said.slice(0, 80)}…` : said;
}
