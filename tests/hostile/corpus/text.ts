// Text that reorders, hides, colours or breaks what stands around it, and bytes that are no text at all.
import { text } from '#tests/letters.ts';
import { entry, joinBytes, shortstr, sized, utf8 } from '#tests/wire.ts';
import { repeat, type HostileLetter } from '../letter.ts';

const rtl = '\u202Egpj.exe\u202D\u2066\u2067\u200F\u061C';
const zeroWidth = 'a\u200Bb\u200Cc\u200Dd\u2060e\uFEFFf\u00ADg';
const ansi = '\u001B[2J\u001B[31mred\u001B[0m\u001B]0;title\u0007\u009B31m\b\b\b';
const cesu = Uint8Array.of(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80);
const overlong = Uint8Array.of(0xc0, 0xbc, 0xe0, 0x80, 0xbc, 0xf0, 0x80, 0x80, 0xbc);
const noUtf8 = Uint8Array.of(0xff, 0xfe, 0x80, 0xc3, 0x28, 0xf8);
const bare = (bytes: Uint8Array) => ({
  routingKey: bytes,
  headers: joinBytes(
    entry(bytes, 'S', sized(bytes)),
    entry('in an array', 'A', sized(joinBytes(utf8('S'), sized(bytes)))),
  ),
  properties: { messageId: shortstr(bytes), type: shortstr(bytes), contentEncoding: shortstr(bytes) },
  body: () => joinBytes(bytes, utf8(' text after it')),
});
const everywhere = (words: string) => ({
  routingKey: words,
  headers: joinBytes(
    text(words, words),
    text('x-exception-message', words),
    text('x-exception-stacktrace', `${words}\n\tat ${words}`),
  ),
  properties: { contentType: shortstr(words), appId: shortstr(words), messageId: shortstr(words) },
  body: `${words} and what follows`,
});

export const texts: HostileLetter[] = [
  { name: 'marks that turn the direction of writing', ...everywhere(rtl), sought: 'gpj.exe' },
  { name: 'characters of no width', ...everywhere(zeroWidth), sought: 'c\u200Dd' },
  { name: 'ANSI escapes', ...everywhere(ansi), sought: '[31mred' },
  {
    name: 'line ends in every name',
    ...everywhere('one\r\ntwo\n\nthree\u0085four\u2028five'),
    sought: 'four\u2028five',
  },
  { name: 'CESU: surrogates alone', ...bare(cesu), told: { routingKey: '\uFFFD'.repeat(6) } },
  { name: 'overlong UTF-8', ...bare(overlong), told: { routingKey: '\uFFFD'.repeat(9) } },
  {
    name: 'bytes that are no UTF-8',
    ...bare(noUtf8),
    told: { routingKey: '\uFFFD\uFFFD\uFFFD\uFFFD(\uFFFD' },
  },
  { name: 'NUL in every name', ...everywhere('a\0b'), told: { routingKey: 'a␀b', errorMessage: 'a␀b' } },
  { name: 'a body of NULs alone', body: () => new Uint8Array(100_000) },
  { name: 'an empty body', body: '' },
  {
    name: 'UTF-16 with its mark',
    properties: { contentType: shortstr('text/plain; charset=utf-16') },
    body: () => Buffer.from('\uFEFF<script>alert(1)</script> naïve', 'utf16le'),
  },
  {
    name: 'UTF-16 that says it is UTF-8',
    properties: { contentType: shortstr('application/json; charset=utf-8') },
    body: () => Buffer.from('\uFEFF{"a":1}', 'utf16le'),
  },
  { name: 'JSON behind a byte order mark', body: '\uFEFF{"bom":true}', sought: '{"bom":true}' },
  {
    name: 'an escaped NUL in JSON',
    properties: { contentType: shortstr('application/json') },
    body: String.raw`{"nul":"\u0000","lone":"\ud800","both":"\ud83d\ude00"}`,
    sought: '"nul":"',
  },
  {
    name: 'formulas for a spreadsheet',
    headers: text('cell', '=HYPERLINK("http://canary.invalid")'),
    body: `=cmd|' /C calc'!A0,@SUM(1),+1,-1,"=1+1"`,
    sought: "=cmd|' /C calc'!A0",
  },
  {
    name: 'a hundred accents on each letter',
    body: () => Buffer.from(`Z${'\u0301\u0323\u0489'.repeat(33)}`.repeat(600)),
    sought: 'Z\u0301',
  },
  { name: 'a thousand joined emoji', body: '👩‍👩‍👧‍👦'.repeat(4000), sought: '👩‍👩‍👧‍👦' },
  {
    name: 'wildcards, quotes and backslashes',
    body: `100% _under_ \\back\\slash 'single' "double" \\% \\_ ;--`,
    sought: `100% _under_ \\back\\slash 'single' "double"`,
  },
  {
    name: 'regular expressions that never end',
    headers: text('pattern', '^(([a-z])+.)+[A-Z]([a-z])+$'),
    body: `(a+)+$ (.*a){20} ${'a'.repeat(50_000)}!`,
    sought: '(a+)+$ (.*a){20} aaa',
  },
  {
    name: 'SQL',
    properties: { messageId: shortstr("'; DROP TABLE dead_letter; --") },
    routingKey: "' OR 1=1 --",
    body: "$1 {} :a '); DELETE FROM replay; --",
    sought: "'; DROP TABLE dead_letter; --",
  },
  {
    name: 'charsets nobody has',
    properties: { contentType: shortstr('text/html; charset=utf-7; charset="x-user-defined"; charset=') },
    body: '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
    sought: '+ADw-script',
  },
  {
    name: 'a charset that eats tags',
    properties: { contentType: shortstr('text/html; charset=iso-2022-jp') },
    body: () => repeat('\u001B(J<script>alert(1)</script>\u001B$B', 50),
    sought: '<script>alert(1)',
  },
];
