// The message as a program for Node with amqplib, whose typed values ({ '!': 'int64' }) say nearly every type (lib/codec.js, 2.3).
import { toBase64 } from '#lib/domain/bytes.ts';
import { sayHeaders, tooDeep, type Dialect, type Entry } from './dialect.ts';
import { sayPoint, type Words } from './exact-headers.ts';
import { sayJs, sayLines, wrapBase64 } from './literals.ts';
import { type BodyForm, type ExactProperty, type Message, wireName } from './message.ts';
import type { Notes, Said } from './notes.ts';
import { bodyFile } from './targets.ts';

/** It writes a header table into a buffer of this size. */
const MAX_HEADERS = 65_536;
const onlyText = 'amqplib writes names, properties and keys as UTF-8 text only: left out';

const dialect: Dialect = {
  name: (name) => (typeof name === 'string' ? sayKey(name) : { instead: null, why: onlyText }),
  scalars: {
    boolean: String,
    int8: (value) => typed('int8', String(value)),
    uint8: (value) => typed('uint8', String(value)),
    int16: (value) => typed('int16', String(value)),
    uint16: (value) => typed('uint16', String(value)),
    int32: (value) => typed('int32', String(value)),
    uint32: (value) => typed('uint32', String(value)),
    int64: (value) => typed('int64', `${value}n`),
    uint64: (value) => typed('int64', `${value}n`),
    float: (value) => typed('float', sayPoint(value)),
    double: (value) => typed('double', sayPoint(value)),
    decimal: ({ places, digits }) => typed('decimal', `{ places: ${places}, digits: ${digits} }`),
    longstr: (value) =>
      typeof value === 'string'
        ? sayJs(value)
        : { instead: sayBytes(value), why: 'amqplib writes text as UTF-8 only: sent as a byte array' },
    bytes: sayBytes,
    timestamp: (value) => typed('timestamp', `${value}n`),
    void: () => 'null',
    unknown: () => tooDeep,
  },
  array: (items) => `[${items.join(', ')}]`,
  // Whatever has the key '!' is a typed value to amqplib.
  table: (entries) => {
    const table = sayObject(entries);
    return entries.some(([name]) => name === "'!'") ? typed('object', table) : table;
  },
};

export function writeAmqplib(message: Message, notes: Notes): string {
  const headers = sayHeaders(dialect, message.headers, notes);
  if (message.headerBytes > MAX_HEADERS - 4)
    notes.add('amqplib takes at most 64 KB of headers, and these are more: it will refuse them');
  const properties = message.properties.flatMap((property) => {
    const literal = notes.take(sayProperty(property), wireName(property.name));
    return literal === null ? [] : [`  ${property.name}: ${literal},`];
  });
  const key = notes.take(sayWords(message.routingKey), 'routing key') ?? "''";
  return [
    '// npm install amqplib',
    ...(message.body.kind === 'file' ? ["import { readFile } from 'node:fs/promises';"] : []),
    `import amqp from ${sayJs('amqplib')};`,
    '',
    '// Your broker:',
    "const connection = await amqp.connect('amqp://guest:guest@localhost:5672/');",
    'const channel = await connection.createConfirmChannel();',
    "channel.on('return', () => console.error('No queue took the message.'));",
    `const body = ${sayBody(message.body)};`,
    `channel.publish(${sayJs(message.exchange)}, ${key}, body, {`,
    '  mandatory: true,',
    ...properties,
    '  headers: {',
    ...headers.map(([name, value]) => `    ${name}: ${value},`),
    '  },',
    '});',
    'await channel.waitForConfirms();',
    'await connection.close();',
    '',
  ].join('\n');
}

function sayProperty({ name, value }: ExactProperty): Said {
  if (name === 'clusterId') return { instead: null, why: 'amqplib knows no such property: left out' };
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'bigint') return sayWords(value);
  return Number.isSafeInteger(Number(value))
    ? String(value)
    : { instead: null, why: 'Beyond the integers that JavaScript has: left out' };
}

function sayWords(words: Words): Said {
  return typeof words === 'string' ? sayJs(words) : { instead: null, why: onlyText };
}

function sayBody(body: BodyForm): string {
  if (body.kind === 'file') return `await readFile('${bodyFile}')`;
  if (body.kind === 'text') return `Buffer.from(\n  ${sayLines(body.text, sayJs, ' +')},\n)`;
  const lines = wrapBase64(body.base64).map((line) => `  '${line}'`);
  return `Buffer.from(\n${lines.join(' +\n')},\n  'base64',\n)`;
}

function typed(type: string, value: string): string {
  return `{ '!': '${type}', value: ${value} }`;
}

function sayObject(entries: readonly Entry[]): string {
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

/** Written plainly, this one name would be the object's prototype. */
function sayKey(name: string): string {
  return name === '__proto__' ? "['__proto__']" : sayJs(name);
}

function sayBytes(bytes: Uint8Array): string {
  return `Buffer.from('${toBase64(bytes)}', 'base64')`;
}
