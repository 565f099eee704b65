// An edit while a person types it: texts in fields, and what they make of the message.
import { toBase64 } from '#lib/domain/bytes.ts';
import type { Header, HeaderType, Properties } from '#lib/domain/dead-letter.ts';
import {
  editableProperties,
  type EditableProperty,
  type EditedHeader,
  type MessageEdit,
} from './edit-request.ts';

export type HeaderDraft = {
  /** Its place in the table; null for a new one. */
  place: number | null;
  key: string;
  name: string;
  type: HeaderType;
  text: string;
  isRemoved: boolean;
  /** Why it cannot be edited; null for one that can. */
  locked: string | null;
};

export type BodyDraft =
  | { kind: 'kept' }
  | { kind: 'text'; text: string }
  | { kind: 'hex'; hex: string }
  | { kind: 'file'; name: string; bytes: Uint8Array };

export type Draft = {
  headers: readonly HeaderDraft[];
  properties: Readonly<Record<EditableProperty, string>>;
  body: BodyDraft;
};

/** Types that a person may choose. */
export const writableTypes: readonly HeaderType[] = [
  'longstr',
  'boolean',
  'int32',
  'int64',
  'double',
  'timestamp',
  'void',
  'bytes',
  'array',
  'table',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'uint32',
  'float',
  'decimal',
];

export function openDraft(
  headers: readonly { header: Header; locked: string | null }[],
  properties: Properties,
): Draft {
  return {
    headers: headers.map(({ header, locked }, place) => ({
      place,
      key: String(place),
      name: header.name,
      type: header.type,
      text: writeText(header),
      isRemoved: false,
      locked: locked ?? (header.type === 'unknown' ? 'of a type that nobody knows' : null),
    })),
    properties: Object.fromEntries(
      editableProperties.map((name) => [name, String(properties[name] ?? '')]),
    ) as Draft['properties'],
    body: { kind: 'kept' },
  };
}

/** What the draft changes of the message it was opened on. Throws where a text is not what its type asks for. */
export function readDraft(draft: Draft, opened: Draft): MessageEdit {
  const removed = draft.headers.filter(({ isRemoved, place }) => isRemoved && place !== null);
  const renamed = draft.headers.flatMap((one) => {
    const before = one.place === null ? undefined : opened.headers[one.place];
    return before !== undefined && before.name !== one.name ? [before.name] : [];
  });
  const set = draft.headers.filter((one) => !one.isRemoved && isChanged(one, opened));
  // AMQP allows an empty name, and so does REST; who typed none forgot it.
  const isForgotten = ({ name, place }: HeaderDraft) =>
    name === '' && (place === null || opened.headers[place]?.name !== '');
  if (set.some(isForgotten)) throw new Error('a header has no name: type one, or take it away');
  const names = [...new Set([...removed.map(({ name }) => name), ...renamed])];
  const setNames = new Set(set.map(({ name }) => name));
  const removeHeaders = names.filter((name) => !setNames.has(name));
  const setProperties = Object.fromEntries(
    editableProperties
      .filter((name) => draft.properties[name] !== opened.properties[name])
      .map((name) => [name, draft.properties[name] === '' ? null : draft.properties[name]]),
  );
  return {
    ...(set.length > 0 && { setHeaders: set.map(readHeader) }),
    ...(removeHeaders.length > 0 && { removeHeaders }),
    ...(Object.keys(setProperties).length > 0 && { setProperties }),
    ...(draft.body.kind !== 'kept' && { body: readBody(draft.body) }),
  };
}

/** Bytes as two hexadecimal digits each, blanks between them as one likes. Throws. */
export function readHex(hex: string): Uint8Array {
  const digits = hex.replaceAll(/\s+/g, '');
  const odd = /[^0-9a-f]/i.exec(digits)?.[0];
  if (odd !== undefined) throw new Error(`body: “${odd}” is no hexadecimal digit`);
  if (digits.length % 2 !== 0) throw new Error('body: one digit of the last byte is missing');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function writeHex(bytes: Uint8Array): string {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  return pairs.map((pair, at) => (at === 0 ? pair : at % 16 === 0 ? `\n${pair}` : ` ${pair}`)).join('');
}

/** What ends its lines; null where several things do: an editor would make them one. */
export function lineEndOf(text: string): '\n' | '\r\n' | null {
  if (!text.includes('\r')) return '\n';
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? null : '\r\n';
}

function isChanged(one: HeaderDraft, opened: Draft): boolean {
  const before = one.place === null ? undefined : opened.headers[one.place];
  return (
    before === undefined || before.name !== one.name || before.type !== one.type || before.text !== one.text
  );
}

function readHeader({ name, type, text }: HeaderDraft): EditedHeader {
  return { name, type: type as EditedHeader['type'], value: readText(name, type, text) };
}

function readText(name: string, type: HeaderType, text: string): unknown {
  if (type === 'void') return null;
  if (type === 'boolean') {
    if (!['true', 'false'].includes(text.trim())) throw new Error(`${name}: must be true or false`);
    return text.trim() === 'true';
  }
  if (type !== 'array' && type !== 'table') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `${name}: is not JSON; an array is a list of {"type", "value"}, in a table each has a "name"`,
    );
  }
}

function writeText({ type, value }: Header): string {
  if (type === 'void') return '';
  return type === 'array' || type === 'table' ? JSON.stringify(value) : String(value);
}

function readBody(body: Exclude<BodyDraft, { kind: 'kept' }>): NonNullable<MessageEdit['body']> {
  if (body.kind === 'text') return { text: body.text };
  return { base64: toBase64(body.kind === 'hex' ? readHex(body.hex) : body.bytes) };
}
