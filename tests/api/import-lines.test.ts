// Uploads are cut into lines however they arrive; a large body is decoded as it comes, and faults stay within their line.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readLines, type Line } from '#lib/http/import-lines.ts';

async function read(text: string, chunk: number): Promise<Line[]> {
  const bytes = Buffer.from(text);
  async function* upload() {
    for (let at = 0; at < bytes.length; at += chunk) yield new Uint8Array(bytes.subarray(at, at + chunk));
  }
  const lines: Line[] = [];
  for await (const line of readLines(upload())) lines.push(line);
  return lines;
}

const big = randomBytes(7_000_001);
const lineOf = (body: string, bodyBytes = big.length) =>
  `{"id":"a \\",\\"body\\":\\"","bodyBytes":${bodyBytes},"body":"${body}"}`;

test('small lines come as they are, wherever they are broken; empty ones are counted only', async () => {
  for (const chunk of [1, 3, 100])
    expect(await read('{"a":1}\n\n{"b":"ü"}', chunk)).toEqual([
      { number: 1, json: '{"a":1}', body: null },
      { number: 3, json: '{"b":"ü"}', body: null },
    ]);
});

test('a large body is taken out of its line, byte for byte', async () => {
  for (const chunk of [65_536, 99_991, 20_000_000]) {
    const [line, next] = await read(`${lineOf(big.toString('base64'))}\r\n{"c":1}\n`, chunk);
    expect(line).toMatchObject({
      number: 1,
      json: `{"id":"a \\",\\"body\\":\\"","bodyBytes":${big.length}}`,
    });
    expect('body' in line! && Buffer.compare(line.body!, big)).toBe(0);
    expect(next).toEqual({ number: 2, json: '{"c":1}', body: null });
  }
});

test('what is too long, bent or cut off is said of its line alone', async () => {
  const body = big.toString('base64');
  const faults: Record<string, string> = {
    [lineOf(body, big.length - 1)]: 'its body is longer than bodyBytes says',
    [lineOf(body, big.length + 1)]: 'its body is not as long as bodyBytes says',
    [lineOf(`${body.slice(0, 9_000_000)}!!!!${body.slice(9_000_004)}`)]: 'its body is not base64',
    [lineOf(body, 1e12)]: 'tells no bodyBytes of at most 157286400 before its body',
    [lineOf(body).replace(/"\}$/, '","more":1}')]: 'has more behind its body',
    [`{"x":"${'y'.repeat(9_000_000)}"}`]: 'is over 8388608 bytes, and its body does not stand last',
  };
  for (const [line, fault] of Object.entries(faults))
    expect(await read(`${line}\n{"c":1}\n`, 65_536)).toEqual([
      { number: 1, fault },
      { number: 2, json: '{"c":1}', body: null },
    ]);
  expect(await read(lineOf(body).slice(0, -1000), 65_536)).toEqual([{ number: 1, fault: 'is cut off' }]);
});
