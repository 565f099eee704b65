// What bytes look like when nobody said what they are. A head is judged as far as it goes.
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import type { Body } from './body.ts';
import { readBson } from './bson.ts';
import { readCbor } from './cbor.ts';
import { isForm } from './form.ts';
import { isJson } from '#lib/domain/json-text.ts';
import { readMsgpack } from './msgpack.ts';
import { isMessage } from './protobuf.ts';

/** In bytes: what is read to judge by. JSON is read as a whole up to the second. */
const JUDGED_BYTES = 64 * 1024;
const JUDGED_JSON_CHARS = 1024 * 1024;

export function looksJson({ isText, text, isWhole, contentType }: Body): boolean {
  if (!isText || !/^\uFEFF?\s{0,100000}[{["]/.test(text)) return false;
  if (isWhole && text.length <= JUDGED_JSON_CHARS) return isJson(text.replace(/^\uFEFF/, ''));
  return contentType.includes('json') || /^\uFEFF?\s{0,100000}[{[]/.test(text);
}

export function looksXml({ isText, text }: Body): boolean {
  return isText && /^\uFEFF?\s{0,1000}<(\?xml|!DOCTYPE|!--|[a-z_][\w:.-]{0,200}[\s/>])/i.test(text);
}

export function looksForm({ isText, text, contentType }: Body): boolean {
  return (
    isText &&
    (contentType.includes('urlencoded') || /^[\w.-]{1,100}=[^&\s]*&/.test(text.slice(0, 2000))) &&
    isForm(text)
  );
}

export function looksPhp({ bytes }: Body): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 40));
  return /^(O:\d{1,6}:\\"|a:\d{1,10}:\{|[OCE]:\d{1,6}:"|s:\d{1,10}:"|i:-?\d{1,20};|d:-?[\d.INFAEe+-]{1,25};|b:[01];|N;)/.test(
    head,
  );
}

export function looksMsgpack(body: Body): boolean {
  const head = body.bytes[0] ?? 0;
  const isContainer = (head >= 0x80 && head < 0xa0) || (head >= 0xdc && head <= 0xdf);
  return isContainer && !body.isText && isOneValue(readMsgpack(judged(body), isJudgedWhole(body)));
}

export function looksCbor(body: Body): boolean {
  const [first, second, third] = body.bytes;
  if (first === 0xd9 && second === 0xd9 && third === 0xf7) return true;
  const isMap = first !== undefined && first >= 0xa0 && first < 0xc0;
  return isMap && !body.isText && isOneValue(readCbor(judged(body), isJudgedWhole(body)));
}

export function looksBson(body: Body): boolean {
  const { bytes, isWhole } = body;
  if (bytes.length < 5 || body.isText) return false;
  const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true);
  const isSized = isWhole ? size === bytes.length && bytes.at(-1) === 0 : size > bytes.length;
  return isSized && isOneValue(readBson(judged(body), isJudgedWhole(body)));
}

/** Of a head nothing can be said: a message ends where its bytes do. */
export function looksProtobuf(body: Body): boolean {
  return isJudgedWhole(body) && !body.isText && isMessage(body.bytes);
}

/** Formats that only their own programs can open, by their first bytes. Null for others. */
export function nameUnread({ bytes }: Body): string | null {
  const starts = (...head: number[]) => head.every((byte, at) => bytes[at] === byte);
  if (starts(0xc3, 0x01) && bytes.length >= 10) {
    const fingerprint = [...bytes.subarray(2, 10)]
      .toReversed()
      .map((one) => one.toString(16).padStart(2, '0'));
    return `Avro, a single object: the fingerprint of its schema is ${fingerprint.join('')}. Without the schema it cannot be read.`;
  }
  if (starts(0xac, 0xed, 0x00, 0x05))
    return `Java serialization${javaClass(bytes)}. It is not opened: reading it runs code.`;
  if (starts(0x80) && bytes[1] !== undefined && bytes[1] >= 2 && bytes[1] <= 5 && bytes.at(-1) === 0x2e)
    return `Python pickle, protocol ${bytes[1]}. It is not opened: reading it runs code.`;
  return null;
}

/** TC_OBJECT, TC_CLASSDESC, and the name's length in two bytes (Java Object Serialization Specification §6.4). */
function javaClass(bytes: Uint8Array): string {
  if (bytes[4] !== 0x73 || bytes[5] !== 0x72) return '';
  const size = ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0);
  const name = new TextDecoder().decode(bytes.subarray(8, 8 + Math.min(size, 300)));
  return /^[\w.$;[]+$/.test(name) ? ` of ${name}` : '';
}

function judged({ bytes }: Body): Uint8Array {
  return bytes.subarray(0, JUDGED_BYTES);
}

function isJudgedWhole({ bytes, isWhole }: Body): boolean {
  return isWhole && bytes.length <= JUDGED_BYTES;
}

/** Nothing that could not be read, and nothing after the first value. */
function isOneValue(tokens: Iterable<JsonToken>): boolean {
  let depth = 0;
  let values = 0;
  for (const { kind, text } of tokens) {
    if (kind === 'bad' || values > 0) return false;
    if (kind === 'mark' && (text === '{' || text === '[')) depth += 1;
    if (kind === 'mark' && (text === '}' || text === ']')) depth -= 1;
    if (depth === 0 && kind !== 'note') values += 1;
  }
  return true;
}
