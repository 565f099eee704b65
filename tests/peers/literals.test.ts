// Any text as a literal of each language, read by the language itself: it says the text, and nothing else.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  sayJava,
  sayJs,
  sayJson,
  sayPhp,
  sayPhpBytes,
  sayPython,
  sayPythonBytes,
  sayShell,
  sayShellJson,
} from '#lib/domain/reproduce/literals.ts';
import { hostile } from './reproduced-letters.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterthief-literals-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Pieces that mean something in some language, in any order, between any letters. */
const signs = '\\\'"`$#{}()[]<>!%&|;*?/~=-_ \n\r\t\0\u0007\u001B\u007F\u0085\u00A0\u2028\u2029\u202E\uFEFF';
const pieces = fc.constantFrom(
  ...signs,
  'u0022',
  'u{27}',
  'x27',
  '047',
  '0',
  'uuu005c',
  'N{DIGIT ONE}',
  '${x}',
  '$(id)',
  '?>',
  '"""',
  "'''",
  '\\u',
  'END\n',
  '👩‍👩‍👧',
  'é',
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...hostile),
);
const isWhole = (text: string) => Buffer.from(text).toString() === text;
const samples = fc.sample(texts.filter(isWhole), 600);
const bytes = fc.sample(
  fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    texts.map((text) => Buffer.from(text)),
  ),
  300,
);
const hexOf = (all: readonly (string | Uint8Array)[]) => all.map((one) => Buffer.from(one).toString('hex'));

/** What a program prints, by lines. */
async function read(command: string, file: string, program: string): Promise<string[]> {
  const path = join(folder, file);
  await writeFile(path, program);
  const out = await new Promise<string>((resolve, reject) => {
    execFile(command, [path], { cwd: folder, maxBuffer: 2 ** 24 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
  return out.split('\n').slice(0, -1);
}

const all = [...samples, ...bytes];
const languages: [name: string, expected: readonly (string | Uint8Array)[], read: () => Promise<string[]>][] =
  [
    [
      'JavaScript',
      samples,
      () =>
        read(
          process.execPath,
          'a.mjs',
          `for (const text of [${samples.map(sayJs).join()}]) console.log(Buffer.from(text).toString('hex'));`,
        ),
    ],
    [
      'JSON',
      samples,
      () =>
        read(
          process.execPath,
          'b.mjs',
          `for (const text of JSON.parse(String.raw\`[${samples
            .map((one) => Buffer.from(sayJson(one)).toString('base64'))
            .map((one) => `"${one}"`)
            .join()}]\`)) console.log(Buffer.from(JSON.parse(Buffer.from(text, 'base64').toString())).toString('hex'));`,
        ),
    ],
    [
      'Python',
      all,
      () =>
        read(
          '/usr/bin/python3',
          'a.py',
          [
            `for one in [${samples.map(sayPython).join()}]: print(one.encode().hex())`,
            `for one in [${bytes.map(sayPythonBytes).join()}]: print(one.hex())`,
            '',
          ].join('\n'),
        ),
    ],
    [
      'PHP',
      all,
      () =>
        read(
          '/usr/bin/php',
          'a.php',
          `<?php foreach ([${[...samples.map(sayPhp), ...bytes.map(sayPhpBytes)].join()}] as $one) echo bin2hex($one), "\\n";`,
        ),
    ],
    [
      'bash',
      samples.filter((text) => !text.includes('\0')),
      () =>
        read(
          '/bin/bash',
          'a.sh',
          samples
            .flatMap((text) => sayShell(text) ?? [])
            .map((literal) => `printf %s ${literal} | od -An -v -tx1 | tr -d ' \\n'; echo\n`)
            .join(''),
        ),
    ],
    [
      'JSON in bash',
      samples,
      () =>
        read(
          '/bin/bash',
          'b.sh',
          `node -e 'for (const one of process.argv.slice(1)) console.log(Buffer.from(JSON.parse(one)).toString("hex"))' -- ${samples.map((text) => sayShellJson(JSON.stringify(text))).join(' ')}`,
        ),
    ],
    [
      'Java',
      samples,
      () =>
        read(
          '/usr/bin/java',
          'Literals.java',
          [
            'class Literals {',
            ...chunk(samples).map(
              (some, at) =>
                `  static String[] some${at}() { return new String[] {${some.map(sayJava).join()}}; }`,
            ),
            '  public static void main(String[] given) {',
            ...chunk(samples).map(
              (_, at) =>
                `    for (String one : some${at}()) System.out.println(java.util.HexFormat.of().formatHex(one.getBytes(java.nio.charset.StandardCharsets.UTF_8)));`,
            ),
            '  }',
            '}',
          ].join('\n'),
        ),
    ],
  ];

/** A method of Java has at most 64 KB. */
function chunk(many: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(many.length / 100) }, (_, at) =>
    many.slice(at * 100, at * 100 + 100),
  );
}

test.each(languages)('%s', async (_, expected, readBack) => {
  expect(await readBack()).toEqual(hexOf(expected));
});

test('a program shows whatever it holds: nothing unseen, nothing that turns the direction of text', () => {
  const literals = samples.flatMap((text) => [
    sayJs(text),
    sayJson(text),
    sayPython(text),
    sayPhp(text),
    sayJava(text),
    sayShellJson(JSON.stringify(text)),
  ]);
  const shells = samples.flatMap((text) => sayShell(text)?.replaceAll('\n', '') ?? []);
  expect([...literals, ...shells].filter((literal) => /(?! )[\p{C}\p{Z}]/u.test(literal))).toEqual([]);
});
