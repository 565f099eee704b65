// Writes a header as the wire has it, from what the API shows of it (field-table.ts reads them so).
import { concatBytes, fromBase64, withLength, writeUtf8 } from '#lib/domain/bytes.ts';
import type { HeaderType } from '#lib/domain/dead-letter.ts';

/** What cannot be written, in words for who asked; `field` is its name. */
export class EditFault extends Error {
  override name = 'EditFault';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

type Given = { name?: unknown; type?: unknown; value?: unknown; encoding?: unknown };

const MAX_DEPTH = 16;
const MAX_NAME_BYTES = 255;

/** Bits of a whole number, and whether it has a sign. */
const integers: Partial<Record<HeaderType, { tag: string; bits: number; isSigned: boolean }>> = {
  int8: { tag: 'b', bits: 8, isSigned: true },
  uint8: { tag: 'B', bits: 8, isSigned: false },
  int16: { tag: 's', bits: 16, isSigned: true },
  uint16: { tag: 'u', bits: 16, isSigned: false },
  int32: { tag: 'I', bits: 32, isSigned: true },
  uint32: { tag: 'i', bits: 32, isSigned: false },
  int64: { tag: 'l', bits: 64, isSigned: true },
  timestamp: { tag: 'T', bits: 64, isSigned: false },
};

/** A whole entry of a table: name, tag and value. Throws EditFault. */
export function writeHeader(header: Given, depth = 0): Uint8Array {
  if (typeof header.name !== 'string') throw new EditFault('header', 'a header needs a name');
  const name = writeUtf8(header.name);
  if (name.length > MAX_NAME_BYTES)
    throw new EditFault(header.name, `its name is ${name.length} bytes long; AMQP allows 255`);
  return concatBytes([Uint8Array.of(name.length), name, writeValue(header.name, header, depth)]);
}

/** A value, tag first. */
function writeValue(field: string, { type, value, encoding }: Given, depth: number): Uint8Array {
  const integer = integers[type as HeaderType];
  if (integer !== undefined) {
    const { tag, bits, isSigned } = integer;
    return tagged(tag, writeInteger(field, value, bits, isSigned));
  }
  switch (type) {
    case 'longstr':
      return tagged('S', withLength(encoding === 'base64' ? bytesOf(field, value) : textOf(field, value)));
    case 'bytes':
      return tagged('x', withLength(bytesOf(field, value)));
    case 'boolean':
      if (typeof value !== 'boolean') throw new EditFault(field, 'must be true or false');
      return tagged('t', Uint8Array.of(value ? 1 : 0));
    case 'float':
    case 'double':
      return tagged(type === 'float' ? 'f' : 'd', writeFloat(field, value, type === 'float' ? 4 : 8));
    case 'decimal':
      return tagged('D', writeDecimal(field, value));
    case 'void':
      return tagged('V', new Uint8Array());
    case 'array':
      return tagged(
        'A',
        writeInside(field, value, depth, (one) => writeValue(field, one, depth + 1)),
      );
    case 'table':
      return tagged(
        'F',
        writeInside(field, value, depth, (one) => writeHeader(one, depth + 1)),
      );
    default:
      throw new EditFault(field, `${String(type)} is no type that can be written`);
  }
}

function writeInside(
  field: string,
  value: unknown,
  depth: number,
  write: (one: Given) => Uint8Array,
): Uint8Array {
  if (!Array.isArray(value)) throw new EditFault(field, 'must be a list');
  if (depth >= MAX_DEPTH) throw new EditFault(field, `is nested deeper than ${MAX_DEPTH}`);
  return withLength(concatBytes(value.map((one) => write(Object(one) as Given))));
}

function writeInteger(field: string, value: unknown, bits: number, isSigned: boolean): Uint8Array {
  const text = String(value).trim();
  if (!/^-?\d{1,20}$/.test(text)) throw new EditFault(field, 'must be a whole number');
  const number = BigInt(text);
  const [least, most] = isSigned
    ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
    : [0n, 2n ** BigInt(bits) - 1n];
  if (number < least || number > most)
    throw new EditFault(field, `must lie between ${least} and ${most} for its type`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, number));
  return bytes.slice(8 - bits / 8);
}

function writeFloat(field: string, value: unknown, size: 4 | 8): Uint8Array {
  const number = typeof value === 'number' ? value : Number(typeof value === 'string' ? value || 'x' : 'x');
  // Its numbers are Erlang's: RabbitMQ would end the connection.
  if (!Number.isFinite(number))
    throw new EditFault(field, 'must be a number; RabbitMQ takes no NaN or infinity');
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setFloat32(0, number);
  else view.setFloat64(0, number);
  if (size === 4 && !Number.isFinite(view.getFloat32(0)))
    throw new EditFault(field, 'is too large for a float');
  return bytes;
}

function writeDecimal(field: string, value: unknown): Uint8Array {
  const [, whole = '', behind = ''] = /^(\d+)(?:\.(\d+))?$/.exec(String(value).trim()) ?? [];
  const digits = Number(whole + behind);
  if (whole === '' || behind.length > 255 || digits > 2 ** 32 - 1)
    throw new EditFault(field, 'must be a decimal number of at most 4294967295 without its point');
  const bytes = new Uint8Array(5);
  bytes[0] = behind.length;
  new DataView(bytes.buffer).setUint32(1, digits);
  return bytes;
}

function textOf(field: string, value: unknown): Uint8Array {
  if (typeof value !== 'string') throw new EditFault(field, 'must be a text');
  return writeUtf8(value);
}

function bytesOf(field: string, value: unknown): Uint8Array {
  try {
    return fromBase64(typeof value === 'string' ? value : '?');
  } catch {
    throw new EditFault(field, 'must be base64');
  }
}

function tagged(tag: string, value: Uint8Array): Uint8Array {
  return concatBytes([writeUtf8(tag), value]);
}
