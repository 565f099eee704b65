// Bodies that are too much: deep, long, packed, or not what they say. The large ones are made here, not stored.
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { shortstr, uint, utf8 } from '#tests/wire.ts';
import { repeat, type HostileLetter } from '../letter.ts';

const MB = 1_000_000;
const json = { contentType: shortstr('application/json') };
const gzip = { contentType: shortstr('text/plain'), contentEncoding: shortstr('gzip') };

export const bodies: HostileLetter[] = [
  {
    name: 'JSON nested 100,000 deep',
    properties: json,
    body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  },
  {
    name: 'JSON objects nested 20,000 deep',
    properties: json,
    body: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    sought: '{"a":{"a":{"a":',
  },
  {
    name: 'JSON nested 50,000 deep, loaded as a whole',
    properties: json,
    body: `${'{"a":['.repeat(50_000)}${']}'.repeat(50_000)}`,
  },
  { name: '20 MB of opened brackets', properties: json, body: () => repeat('[', 20 * MB) },
  { name: 'JSON of a million keys', properties: json, body: () => millionKeys(1_000_000) },
  {
    name: 'JSON of 300,000 keys, few enough to be shown',
    properties: json,
    body: () => millionKeys(300_000),
  },
  {
    name: 'one line of 50 MB',
    body: () => repeat('all in one line ', (50 * MB) / 16),
    sought: 'all in one line all in one line',
  },
  {
    name: 'one line of 4 MB',
    body: () => repeat('a line to be loaded ', (4 * MB) / 20),
    sought: 'a line to be loaded a line',
  },
  { name: 'two million empty lines', body: () => repeat('\n', 2 * MB) },
  {
    name: 'one JSON string of 4 MB',
    properties: json,
    body: () => Buffer.concat([utf8('"'), repeat('\\"\\\\', MB), utf8('"')]),
  },
  {
    name: 'a JSON number of a million digits',
    properties: json,
    body: () => Buffer.concat([utf8('{"n":-1'), repeat('0', MB), utf8('.5e-999999}')]),
  },
  {
    name: 'blanks before JSON',
    properties: json,
    body: () => Buffer.concat([repeat(' ', 2 * MB), utf8('{"a":1}')]),
  },
  { name: 'a gzip bomb: 10 GB in 10 MB', properties: gzip, body: makeBomb },
  {
    name: 'gzip in gzip',
    properties: { ...gzip, contentEncoding: shortstr('gzip, gzip') },
    body: () => gzipSync(gzipSync(repeat('a', MB))),
  },
  {
    name: 'gzip full of brackets',
    properties: { ...json, contentEncoding: shortstr('gzip') },
    body: () => gzipSync(repeat('[', 4 * MB)),
  },
  {
    name: 'gzip that is none',
    properties: gzip,
    body: 'this was never packed',
    sought: 'this was never packed',
  },
  {
    name: 'gzip that breaks off',
    properties: gzip,
    body: () => gzipSync('x'.repeat(100_000)).subarray(0, 60),
  },
  { name: 'gzip that does not say so', body: () => gzipSync('<script>alert(1)</script>') },
  {
    name: 'an encoding of 255 bytes that nobody has',
    properties: { contentEncoding: shortstr('gzip, br;q=0, '.repeat(19).slice(0, 255)) },
    body: '{"never":"packed"}',
    sought: '{"never":"packed"}',
  },
  {
    name: 'text that says it is JSON',
    properties: json,
    body: '{"a": undefined, \'b\': NaN, // no\n<script>alert(1)</script>',
    sought: '{"a": undefined',
  },
  {
    name: 'bytes that say they are JSON',
    properties: json,
    body: () => new Uint8Array(5000).map((_, at) => (at * 7919) % 256),
  },
  {
    name: 'JSON that means the prototype',
    properties: json,
    body: '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    sought: '{"__proto__":{"polluted"',
  },
  {
    name: 'entities that unfold to gigabytes',
    properties: { contentType: shortstr('text/xml') },
    body: laughs(),
    sought: '<!ENTITY lol9',
  },
  {
    name: 'a picture that is a page',
    properties: { contentType: shortstr('image/png') },
    body: () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), utf8('<script>alert(1)</script>')]),
  },
];

function millionKeys(count: number): Uint8Array {
  const keys = Array.from({ length: count }, (_, at) => `"k${at}":${at}`);
  return Buffer.from(`{${keys.join(',')}}`);
}

/** One gzip member of 10 GB: a piece of 100 MB, flushed so that it can stand behind itself. n.b. Its checksum is wrong: nobody should come so far. */
function makeBomb(): Uint8Array {
  const piece = deflateRawSync(Buffer.alloc(100 * MB), { finishFlush: constants.Z_FULL_FLUSH });
  const start = Buffer.from('1f8b0800000000000003', 'hex');
  const end = Buffer.concat([Buffer.of(0x03, 0x00), uint(8, 0)]);
  return Buffer.concat([start, ...Array.from({ length: 100 }, () => piece), end]);
}

function laughs(): string {
  const lines = Array.from({ length: 9 }, (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">${lines.join('\n')}]><lolz>&lol9;</lolz>`;
}
