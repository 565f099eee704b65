// What PHP programs share: header tables as php-amqplib takes them, each value with its type (Wire/AMQPWriter.php, 3.5).
import { writeUtf8 } from '#lib/domain/bytes.ts';
import { tooDeep, type Dialect } from './dialect.ts';
import { sayPoint, type Words } from './exact-headers.ts';
import { sayLines, sayPhp, sayPhpBytes, wrapBase64 } from './literals.ts';
import { type BodyForm } from './message.ts';
import type { Said } from './notes.ts';
import { bodyFile } from './targets.ts';

const floats = 'php-amqplib writes no numbers with a point: sent as text';
const MAX_NAME = 128;
const MAX_INT = 2n ** 63n - 1n;

/** Entries for the function `table` below: name, type, value. */
export const phpDialect: Dialect = {
  name: (name) => {
    const size = typeof name === 'string' ? writeUtf8(name).length : name.length;
    if (size > 0 && size <= MAX_NAME) return sayPhpWords(name);
    return { instead: null, why: 'php-amqplib takes names of 1 to 128 bytes: left out' };
  },
  scalars: {
    boolean: (value) => typed('BOOL', String(value)),
    int8: (value) => typed('INT_SHORTSHORT', String(value)),
    uint8: (value) => typed('INT_SHORTSHORT_U', String(value)),
    int16: (value) => typed('INT_SHORT', String(value)),
    uint16: (value) => typed('INT_SHORT_U', String(value)),
    int32: (value) => typed('INT_LONG', String(value)),
    uint32: (value) => typed('INT_LONG_U', String(value)),
    // PHP reads the smallest as a float with a minus before it.
    int64: (value) => typed('INT_LONGLONG', value < -MAX_INT ? 'PHP_INT_MIN' : String(value)),
    uint64: (value) => typed('INT_LONGLONG', sayPhp(String(value))),
    float: (value) => sayFloat(value),
    double: (value) => sayFloat(value),
    // The digits with a sign: above 2^31 the same bits are a negative number.
    decimal: ({ places, digits }) => typed('DECIMAL', `new AMQPDecimal(${digits | 0}, ${places})`),
    longstr: (value) => typed('STRING_LONG', sayPhpWords(value)),
    bytes: (value) => typed('BYTES', sayPhpBytes(value)),
    timestamp: (value) => typed('TIMESTAMP', sayPhpUnsigned(value)),
    void: () => typed('VOID', 'null'),
    unknown: () => tooDeep,
  },
  array: (items) => typed('ARRAY', `items([${items.map((item) => `[${item}]`).join(', ')}])`),
  table: (entries) =>
    typed('TABLE', `table([${entries.map(([name, value]) => `[${name}, ${value}]`).join(', ')}])`),
};

export const phpFunctions = [
  'function table(array $entries): AMQPTable',
  '{',
  '    $table = new AMQPTable();',
  '    foreach ($entries as [$name, $type, $value]) $table->set($name, $value, $type);',
  '    return $table;',
  '}',
  '',
  'function items(array $values): AMQPArray',
  '{',
  '    $array = new AMQPArray();',
  '    foreach ($values as [$type, $value]) $array->push($value, $type);',
  '    return $array;',
  '}',
];

export function sayPhpWords(words: Words): string {
  return typeof words === 'string' ? sayPhp(words) : sayPhpBytes(words);
}

/** Above PHP's largest integer as text, which php-amqplib reads. */
export function sayPhpUnsigned(value: bigint): string {
  return value <= MAX_INT ? String(value) : `'${value}'`;
}

export function sayPhpBody(body: BodyForm): string {
  if (body.kind === 'file') return `file_get_contents(__DIR__ . '/${bodyFile}')`;
  if (body.kind === 'text') return sayLines(body.text, sayPhp, ' .');
  return `base64_decode('\n${wrapBase64(body.base64).join('\n')}\n')`;
}

function sayFloat(value: number): Said {
  return { instead: typed('STRING_LONG', `'${sayPoint(value)}'`), why: floats };
}

function typed(type: string, value: string): string {
  return `Type::T_${type}, ${value}`;
}
