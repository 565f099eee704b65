// A body is sent line by line: what the windows show together is the whole, whatever was asked for at once.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BodyWindow } from '#lib/domain/body-schemas.ts';
import { layOutJson } from '#lib/domain/json-text.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { properties, shortstr, sized } from '#tests/wire.ts';

const MB = 1024 * 1024;
let database: TestDatabase;
let web: Web;
let store: (body: string | Uint8Array, contentType?: string, contentEncoding?: string) => Promise<string>;

beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url });
  const session = await openTestSession();
  store = async (body, contentType, contentEncoding) => {
    const propertyBytes = properties({
      ...(contentType ? { contentType: shortstr(contentType) } : {}),
      ...(contentEncoding ? { contentEncoding: shortstr(contentEncoding) } : {}),
      headers: sized(deathIn('orders.billing')),
    });
    await session.store({ ...delivery({ body }), propertyBytes });
    return (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
  };
});
afterAll(async () => {
  await web.stop();
  await database.drop();
});

async function lines(id: string, query: Record<string, string | number> = {}): Promise<BodyWindow> {
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await web.fetch(`/api/v1/dead-letters/${id}/body/lines?${params}`);
  expect(response.status).toBe(200);
  return (await response.json()) as BodyWindow;
}

const textOf = (window: BodyWindow) =>
  window.lines.map(({ depth, tokens }) => ' '.repeat(depth) + tokens.map(({ text }) => text).join(''));

async function walk(id: string, query: Record<string, string | number>): Promise<string[]> {
  const all: string[] = [];
  for (let from: number | null = 0; from !== null;) {
    const window: BodyWindow = await lines(id, { ...query, from });
    expect(window.lines[0]?.at).toBe(from);
    all.push(...textOf(window));
    expect(window.next === null || window.next > from).toBe(true);
    from = window.next;
  }
  return all;
}

const orders = JSON.stringify(
  Array.from({ length: 2500 }, (_, n) => ({
    n,
    customer: { name: `customer ${n}`, tags: ['a', 'b'] },
    lines: [{ sku: `A-${n}`, count: 1 }],
    note: 'so that it is longer than what is read at first, by far. '.repeat(8),
  })),
);
const laid = [...layOutJson(orders)].map(
  ({ depth, tokens }) => ' '.repeat(depth) + tokens.map(({ text }) => text).join(''),
);

describe('JSON of more than what is read at first', () => {
  test.each<[string, () => Uint8Array, string | undefined]>([
    ['as it is', () => Buffer.from(orders), undefined],
    ['in gzip', () => gzipSync(orders), 'gzip'],
    ['in br', () => brotliCompressSync(orders, { params: { 1: 4 } }), 'br'],
  ])('is walked through without a gap: %s', async (_name, body, encoding) => {
    expect(orders.length).toBeGreaterThan(MB);
    const id = await store(body(), 'application/json', encoding);
    expect(await walk(id, { as: 'json', lines: 2000 })).toEqual(laid);
  });

  test('is searched to its end, and passed over where it is folded', async () => {
    const id = await store(orders, 'application/json');
    const window = await lines(id, { as: 'json', find: 'CUSTOMER 2487"' });
    expect(window.found).toEqual({
      lines: [laid.findIndex((line) => line.includes('"customer 2487"'))],
      hasMore: false,
    });
    expect(window.lines[0]!.at).toBe(window.found!.lines[0]! - 3);
    expect(textOf(window)[3]).toContain('"customer 2487"');
    expect((await lines(id, { as: 'json', find: 'so that it is' })).found).toMatchObject({ hasMore: true });
    expect(await lines(id, { as: 'json', find: 'not there' })).toMatchObject({
      lines: [],
      found: { lines: [], hasMore: false },
    });
    const end = await lines(id, { as: 'json', from: 1, skipDeeper: 0 });
    expect(textOf(end)).toEqual([']']);
  });
});

test('hex is sent by range, wherever a part of the body ends', async () => {
  const body = new Uint8Array(2 * MB + 100).map((_, at) => at % 251);
  const id = await store(body);
  const window = await lines(id, { as: 'hex', from: MB / 16 - 2, lines: 4 });
  expect(window.lines.map(({ number }) => number)).toEqual(['000fffe0', '000ffff0', '00100000', '00100010']);
  const row = [...body.subarray(MB, MB + 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  expect(textOf(window)[2]).toContain(row);
  expect(await lines(id, { as: 'hex', from: MB })).toMatchObject({ lines: [], next: null });
});

test('a bomb stops, and says so; a body of one huge line is shown', async () => {
  const bomb = await store(gzipSync(new Uint8Array(200 * MB).fill(0x61)), 'text/plain', 'gzip');
  const first = await lines(bomb);
  expect(first).toMatchObject({ as: 'text', unpacked: [{ encoding: 'gzip', hasMore: true }] });
  const further = await lines(bomb, { as: 'text', from: 2000, lines: 10 });
  expect(further.notes).toEqual(['Unpacking stops at 20.0 MB: there is more.']);
  expect(further.lines).toHaveLength(10);
  const refused = await web.fetch(`/api/v1/dead-letters/${bomb}/body?unpacked=yes`);
  expect(refused.status).toBe(400);
  const huge = await store(`"${'x'.repeat(3 * MB)}"`, 'application/json');
  const window = await lines(huge);
  expect(window.lines[0]!.tokens[0]!.text).toHaveLength(4000);
  expect(await lines(huge, { as: 'json', from: window.next! })).toMatchObject({ next: null });
});

test('what is packed inside can be downloaded', async () => {
  const id = await store(gzipSync('{"packed":true}'), 'application/json', 'gzip');
  expect(await (await web.fetch(`/api/v1/dead-letters/${id}/body?unpacked=yes`)).text()).toBe(
    '{"packed":true}',
  );
  expect(textOf(await lines(id))).toEqual(['{ "packed": true }']);
});

test('an empty body is no window, and says so', async () => {
  expect(await lines(await store(''))).toMatchObject({
    as: 'hex',
    views: ['text', 'hex'],
    lines: [],
    next: null,
    notes: ['The body is empty: 0 bytes.'],
  });
});
