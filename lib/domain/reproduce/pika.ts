// The message as a program for Python with pika, which tells AMQP's type from Python's (pika/data.py, 1.2 and 1.3).
import { sayHeaders, tooDeep, type Dialect } from './dialect.ts';
import { sayDecimal, sayPoint, type Decimal, type Words } from './exact-headers.ts';
import { sayLines, sayPython, sayPythonBytes, wrapBase64 } from './literals.ts';
import { wireName, type BodyForm, type Message } from './message.ts';
import type { Notes, Said } from './notes.ts';
import { bodyFile } from './targets.ts';

const integers = 'pika writes integers of 32 and 64 bits, with a sign: sent as one of these';
const floats = 'pika writes no numbers with a point: sent as text';
/** The last second of the year 9999, beyond which Python has no datetime. */
const MAX_TIME = 253_402_300_799n;

const dialect: Dialect = {
  name: sayWords,
  scalars: {
    boolean: (value) => (value ? 'True' : 'False'),
    int8: (value) => ({ instead: String(value), why: integers }),
    uint8: (value) => ({ instead: String(value), why: integers }),
    int16: (value) => ({ instead: String(value), why: integers }),
    uint16: (value) => ({ instead: String(value), why: integers }),
    int32: String,
    uint32: (value) => ({ instead: String(value), why: integers }),
    int64: (value) => `long(${value})`,
    uint64: (value) => ({ instead: sayPython(String(value)), why: integers }),
    float: (value) => ({ instead: sayPython(sayPoint(value)), why: floats }),
    double: (value) => ({ instead: sayPython(sayPoint(value)), why: floats }),
    decimal: sayNormal,
    longstr: (value) =>
      typeof value === 'string'
        ? sayPython(value)
        : { instead: sayPythonBytes(value), why: 'pika writes text as UTF-8 only: sent as a byte array' },
    bytes: sayPythonBytes,
    timestamp: (value) =>
      value <= MAX_TIME
        ? `datetime.fromtimestamp(${value}, timezone.utc)`
        : { instead: sayPython(String(value)), why: 'Beyond the years that Python has: sent as text' },
    void: () => 'None',
    unknown: () => tooDeep,
  },
  array: (items) => `[${items.join(', ')}]`,
  table: (entries) => `{${entries.map(([name, value]) => `${name}: ${value}`).join(', ')}}`,
};

export function writePika(message: Message, notes: Notes): string {
  const headers = sayHeaders(dialect, message.headers, notes);
  const properties = message.properties.map(({ name, value }) => {
    const literal = typeof value === 'number' || typeof value === 'bigint' ? String(value) : sayWords(value);
    return `    ${wireName(name)}=${literal},`;
  });
  return [
    '# pip install pika',
    'import base64',
    'from datetime import datetime, timezone',
    'from decimal import Decimal',
    '',
    'import pika',
    'from pika.compat import long  # always sent in 64 bits; a plain int in 32, where it fits',
    '',
    '# Your broker:',
    'connection = pika.BlockingConnection(pika.URLParameters("amqp://guest:guest@localhost:5672/"))',
    'channel = connection.channel()',
    'channel.confirm_delivery()',
    `body = ${sayBody(message.body)}`,
    'properties = pika.BasicProperties(',
    ...properties,
    '    headers={',
    ...headers.map(([name, value]) => `        ${name}: ${value},`),
    '    },',
    ')',
    `channel.basic_publish(${sayPython(message.exchange)}, ${sayWords(message.routingKey)}, body, properties, mandatory=True)`,
    'connection.close()',
    '',
  ].join('\n');
}

function sayWords(words: Words): string {
  return typeof words === 'string' ? sayPython(words) : sayPythonBytes(words);
}

function sayBody(body: BodyForm): string {
  if (body.kind === 'file') return `open("${bodyFile}", "rb").read()`;
  if (body.kind === 'text') return `(\n  ${sayLines(body.text, sayPython, '')}\n).encode()`;
  return `base64.b64decode("""\n${wrapBase64(body.base64).join('\n')}\n""")`;
}

/** It normalizes them, and writes the digits with a sign: above 2^31 the same bits are a negative number. */
function sayNormal({ places, digits }: Decimal): Said {
  const signed = digits | 0;
  const text = `${signed < 0 ? '-' : ''}${sayDecimal({ places, digits: Math.abs(signed) })}`;
  const literal = `Decimal("${text}")`;
  if (places === 0 || signed % 10 !== 0) return literal;
  return { instead: literal, why: 'pika writes decimals without zeros at their end: sent so' };
}
