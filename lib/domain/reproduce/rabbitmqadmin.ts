// The message as a call of rabbitmqadmin, which hands JSON to the management plugin: types are JSON's (rabbit_misc:to_amqp_table).
import { toBase64, writeUtf8 } from '#lib/domain/bytes.ts';
import { sayHeaders, tooDeep, type Dialect } from './dialect.ts';
import { sayDecimal, sayPoint, type Words } from './exact-headers.ts';
import { isPlainInShell, sayJson, sayShell, sayShellJson } from './literals.ts';
import { wireName, type BodyForm, type Message } from './message.ts';
import type { Notes, Said } from './notes.ts';

const integers = 'JSON has one kind of integers: sent in 64 bits';
const onlyText = 'JSON has UTF-8 text only: left out';
/** Linux takes 128 KB, the name before it included; a file it would read as text. */
const MAX_ARGUMENT = 130_000;
const MAX_INT64 = 2n ** 63n - 1n;

const dialect: Dialect = {
  name: sayWords,
  scalars: {
    boolean: String,
    int8: (value) => ({ instead: String(value), why: integers }),
    uint8: (value) => ({ instead: String(value), why: integers }),
    int16: (value) => ({ instead: String(value), why: integers }),
    uint16: (value) => ({ instead: String(value), why: integers }),
    int32: (value) => ({ instead: String(value), why: integers }),
    uint32: (value) => ({ instead: String(value), why: integers }),
    int64: String,
    uint64: (value) => ({ instead: sayJson(String(value)), why: integers }),
    float: (value) => ({
      instead: sayNumber(value),
      why: 'JSON has one kind of numbers with a point: sent as a double',
    }),
    double: sayNumber,
    decimal: (value) => ({
      instead: sayJson(sayDecimal(value)),
      why: 'JSON has no decimals: sent as text',
    }),
    longstr: sayText,
    bytes: (value) => ({
      instead: sayJson(toBase64(value)),
      why: 'JSON has no bytes: sent as text, in base64',
    }),
    timestamp: (value) => ({
      instead: value <= MAX_INT64 ? String(value) : sayJson(String(value)),
      why: 'JSON has no times: sent as an integer, or as text where it is too large for one',
    }),
    void: () => ({ instead: null, why: 'RabbitMQ takes no null from JSON: left out' }),
    unknown: () => tooDeep,
  },
  array: (items) => `[${items.join(',')}]`,
  table: (entries) => `{${entries.map(([name, value]) => `${name}:${value}`).join(',')}}`,
};

export function writeRabbitmqadmin(message: Message, notes: Notes): string {
  const headers = dialect.table([...sayHeaders(dialect, message.headers, notes)]);
  const properties = message.properties.flatMap(({ name, value }) => {
    const said = typeof value === 'number' || typeof value === 'bigint' ? String(value) : sayWords(value);
    const literal = notes.take(said, wireName(name));
    return literal === null ? [] : [`"${wireName(name)}":${literal}`];
  });
  const key = notes.take(sayArgument(message.routingKey), 'routing key');
  const exchange = message.exchange === '' ? 'amq.default' : message.exchange;
  const begin = [
    '# The rabbitmqadmin that RabbitMQ brings along: http://localhost:15672/cli/rabbitmqadmin',
    '# For another broker: --host, --port, --username, --password, --vhost.',
  ];
  const told = sayShellJson(`{${[...properties, `"headers":${headers}`].join(',')}}`);
  const body = told.length > MAX_ARGUMENT ? tooLarge(notes, 'headers') : sayBody(message.body, notes);
  if (body === null) return [...begin, "echo 'rabbitmqadmin cannot send this message.' >&2", ''].join('\n');
  return [
    ...begin,
    'rabbitmqadmin publish \\',
    `  exchange=${sayShell(exchange) ?? "''"} \\`,
    `  routing_key=${key} \\`,
    `  properties=${told} \\`,
    `  ${body}`,
    '',
  ].join('\n');
}

function sayBody(body: BodyForm, notes: Notes): string | null {
  if (body.kind === 'file') return tooLarge(notes, 'body');
  if (body.kind === 'text' && isPlainInShell(body.text)) return `payload=${sayShell(body.text)}`;
  const base64 = body.kind === 'text' ? toBase64(writeUtf8(body.text)) : body.base64;
  return `payload_encoding=base64 payload='${base64}'`;
}

function tooLarge(notes: Notes, about: string): null {
  notes.add('Too large for an argument of a program: take another form', about);
  return null;
}

function sayWords(words: Words): Said {
  return typeof words === 'string' ? sayJson(words) : { instead: null, why: onlyText };
}

function sayText(words: Words): Said {
  if (typeof words === 'string') return sayJson(words);
  return { instead: sayJson(toBase64(words)), why: 'JSON has UTF-8 text only: sent as text, in base64' };
}

function sayArgument(words: Words): Said {
  const literal = typeof words === 'string' ? sayShell(words) : null;
  return literal ?? { instead: "''", why: 'No argument of a program can hold it: left empty' };
}

/** With a point, or it would be an integer. */
function sayNumber(value: number): string {
  const text = sayPoint(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
