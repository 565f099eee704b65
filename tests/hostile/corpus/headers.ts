// Header tables that are too much, too deep, or named after what programs hold dear.
import { text } from '#tests/letters.ts';
import { double, entry, joinBytes, sized, uint, utf8 } from '#tests/wire.ts';
import { nest, repeat, type HostileLetter } from '../letter.ts';

/** RabbitMQ takes a content header of one frame, 131,072 bytes: so much is left for a table beside our mark. */
const FRAME_ROOM = 130_900;

export const headerTables: HostileLetter[] = [
  {
    name: 'header names of oddities',
    headers: joinBytes(
      ...[
        '',
        ' ',
        '\n',
        'a\r\nb: c',
        '\0',
        'twice',
        'twice',
        'x'.repeat(255),
        '"',
        '%00',
        '../../etc/passwd',
        '🙂',
      ].map((name) => text(name, name)),
      entry(Uint8Array.of(0xed, 0xa0, 0x80), 'V'),
    ),
  },
  {
    name: "headers named after an object's own",
    headers: joinBytes(
      ...[
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
        'valueOf',
        'then',
        'toJSON',
        'length',
      ].map((name) => text(name, 'x')),
      entry('t', 'F', sized(joinBytes(text('__proto__', 'y'), text('toJSON', 'z')))),
    ),
    sought: 'hasOwnProperty',
  },
  {
    name: '100 KB of headers',
    headers: joinBytes(...Array.from({ length: 100 }, (_, at) => text(`header-${at}`, 'v'.repeat(1000)))),
    sought: 'header-99',
  },
  {
    name: '5,000 headers',
    headers: Buffer.concat(Array.from({ length: 5000 }, (_, at) => text(`h${at}`, 'value'))),
    sought: 'h4999',
  },
  {
    name: 'one header as large as the broker takes',
    headers: text('large', 'large '.repeat(Math.floor(FRAME_ROOM / 6) - 10)),
    sought: 'large large',
  },
  {
    name: 'a header of bytes as large as the broker takes',
    headers: entry('bytes', 'x', sized(new Uint8Array(FRAME_ROOM - 100))),
  },
  { name: '65,000 headers of two bytes', headers: repeat(Uint8Array.of(0, 0x56), 65_000) },
  { name: 'an array of 130,000 voids', headers: entry('array', 'A', sized(repeat('V', 130_000))) },
  {
    name: 'an array of 26,000 empty arrays',
    headers: entry('array', 'A', sized(repeat(Uint8Array.of(0x41, 0, 0, 0, 0), 26_000))),
  },
  {
    name: 'a table of 20,000 empty tables',
    headers: entry('table', 'F', sized(repeat(Uint8Array.of(0, 0x46, 0, 0, 0, 0), 20_000))),
  },
  {
    name: 'tables nested 1,000 deep',
    headers: entry('deep', 'F', sized(nest('F', 1000, text('innermost', 'x')))),
    sought: 'innermost',
  },
  { name: 'arrays nested 20,000 deep', headers: entry('deep', 'A', sized(nest('A', 20_000))) },
  {
    name: 'every number at its end',
    headers: joinBytes(
      entry('int64', 'l', uint(8, 2n ** 63n)),
      entry('max', 'l', uint(8, 2n ** 63n - 1n)),
      entry('-0', 'd', double(-0)),
      entry('tiny', 'd', double(5e-324)),
      entry('decimal', 'D', joinBytes([255], uint(4, 0xffffffff))),
      entry('time', 'T', uint(8, 2n ** 64n - 1n)),
      entry('bool', 't', [77]),
    ),
  },
  {
    name: '1,000 headers of one name',
    headers: Buffer.concat(Array.from({ length: 1000 }, () => text('same', 'x'))),
  },
  { name: 'a header of 20,000 lines', headers: text('lines', '\n'.repeat(20_000)) },
  { name: 'a header of one word that cannot be broken', headers: text('word', 'W'.repeat(120_000)) },
  {
    name: 'arrays of tables of arrays',
    headers: entry(
      'a',
      'A',
      sized(repeat(joinBytes(utf8('F'), sized(entry('k', 'A', sized(utf8('VV'))))), 7000)),
    ),
  },
];
