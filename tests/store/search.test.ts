// Free text on a real Postgres: found at once, by the index afterwards, page after page; and letters over time.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { countArrivals } from '#lib/store/arrivals.ts';
import { findNeighbours, listDeadLetters } from '#lib/store/dead-letters.ts';
import { followAnew, followNext } from '#lib/store/follow.ts';
import { readHistogram } from '#lib/store/histogram.ts';
import { countLetters } from '#lib/store/letter-count.ts';
import { rebuildNext } from '#lib/store/rebuild.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { readSearchIndex } from '#lib/store/search-index.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, type TestSession, worker } from '#tests/letters.ts';
import { joinBytes, properties, shortstr, sized } from '#tests/wire.ts';

const LETTERS = 300;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const viewer: Visitor = { ...person, role: 'viewer', seeQueues: ['mail.*'] };
let database: TestDatabase;
let session: TestSession;

beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
  await session.store(
    ...Array.from({ length: LETTERS }, (_, at) =>
      delivery({
        headers: deathIn(at % 3 === 0 ? 'mail.send' : 'orders.billing'),
        body: `{"number":"order-${1000 + at}","all":"common","some":"${at % 10 === 0 ? 'seldom' : 'x'}"}`,
      }),
    ),
    delivery({ headers: null, body: 'SocketTimeoutException' }),
    {
      ...delivery({ body: gzipSync('packed inside') }),
      propertyBytes: properties({
        contentEncoding: shortstr('gzip'),
        headers: sized(joinBytes(deathIn('a'))),
      }),
    },
    delivery({ headers: null, body: `${'a '.repeat(600_000)}end` }),
  );
});
afterAll(() => database.drop());

const follow = async () => {
  while ((await followNext(worker, session.workerId, letterTexts))?.hasMore);
};
const count = async (q: string, actor: Visitor = person) =>
  (await listDeadLetters(actor, { q, limit: 200 })).items.length;

test('before anything is indexed every letter is looked through', async () => {
  expect(await readSearchIndex(person)).toEqual({ doneUntil: null, isComplete: false });
  expect(await count('order-1017')).toBe(1);
  expect(await count('seldom', viewer)).toBe(10);
  expect((await countLetters(person, { q: 'seldom' })).count).toBe(30);
});

test('then the index finds them, by words and their beginnings', async () => {
  await follow();
  expect((await readSearchIndex(person)).isComplete).toBe(true);
  expect(await count('order-1017')).toBe(1);
  expect(await count('order-101')).toBe(10);
  expect(await count('rder-1017')).toBe(0);
  expect(await count('timeout')).toBe(1);
  expect(await count('"packed inside"')).toBe(1);
  expect(await count('seldom', viewer)).toBe(10);
  expect(await count('seldom OR timeout')).toBe(31);
  expect(await count('seldom -"order-1000"')).toBe(29);
  expect(await countLetters(person, { q: 'seldom' })).toEqual({ count: 30, isExact: true });
});

test('what lies behind the bound of a body is not found, and the letter is marked', async () => {
  expect(await count('end')).toBe(0);
  const rows = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM letter_text WHERE is_cut');
  expect(rows).toEqual([{ n: 1 }]);
});

test('pages of a common word follow each other without a gap or a double, newest first', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDeadLetters(person, { q: 'common', limit: 70, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(LETTERS);
  expect(seen).toEqual(seen.toSorted().reverse());
});

test('neighbours keep to the text', async () => {
  const { items } = await listDeadLetters(person, { q: 'seldom', limit: 3 });
  expect(await findNeighbours(person, items[1]!.id, { q: 'seldom' })).toEqual({
    newer: items[0]!.id,
    older: items[2]!.id,
  });
});

test('a letter that came since is found at once, and once when it is indexed', async () => {
  await session.store(delivery({ body: 'brandnew' }));
  expect(await count('brandnew')).toBe(1);
  await follow();
  expect(await count('brandnew')).toBe(1);
});

test('indexed anew, each letter is found once', async () => {
  await followAnew(worker);
  expect(await count('seldom')).toBe(30);
  await follow();
  expect(await count('seldom')).toBe(30);
});

test('phrases of words that all letters bear are found where the words follow each other', async () => {
  const words = 'one two three four five six seven eight'.split(' ');
  const turned = (at: number) => [...words.slice(at % 8), ...words.slice(0, at % 8)].join(' ');
  const many = await openTestSession();
  const others = Array.from({ length: 400 }, () => delivery({ body: 'nine ten' }));
  await many.store(...Array.from({ length: 160 }, (_, at) => delivery({ body: turned(at) })), ...others);
  await follow();
  expect(await count('two eight')).toBe(160);
  // Where the letter begins anew with “one”, “eight” comes before it in all but the first turn.
  expect(await count('"eight one"')).toBe(140);
  expect(await count('"one eight"')).toBe(0);
  expect(await count('"eight one" OR "seven e"')).toBe(160);
  expect(await count('two -"eight one"')).toBe(20);
  await many.store(...Array.from({ length: 40 }, () => delivery({ body: 'one three' })));
  await follow();
  const { items } = await listDeadLetters(person, { q: '"one three"', limit: 200 });
  expect(items).toHaveLength(40);
});

test('blocks of few letters become one, in which each is found once', async () => {
  const some = await openTestSession();
  const small = () =>
    database.query<{ blocks: number; letters: number }>(
      `SELECT count(*)::int AS blocks, sum(cardinality(letters))::int AS letters FROM text_block WHERE is_small`,
    );
  for (let time = 0; time < 20; time++) {
    const letters = Array.from({ length: 30 }, (_, at) => delivery({ body: `merged nr-${time}-${at}` }));
    await some.store(...letters);
    await follow();
  }
  const [{ blocks, letters }] = (await small()) as [{ blocks: number; letters: number }];
  expect(letters).toBeLessThan(512);
  expect(blocks).toBeLessThan(20);
  for (const at of [0, 7, 13, 19]) expect(await count(`"nr-${at}-17"`)).toBe(1);
  expect(await countLetters(person, { q: '"merged nr"' })).toEqual({ count: 600, isExact: true });
  const seen = await listDeadLetters(person, { q: '"merged nr"', limit: 200 });
  expect(new Set(seen.items.map(({ id }) => id)).size).toBe(200);
});

test('long letters are merged some at a time, so that a worker never holds the words of 512 of them', async () => {
  const some = await openTestSession();
  const body = (at: number) => `long nr-${at} ${'word '.repeat(20_000)}`;
  for (let time = 0; time < 4; time++) {
    await some.store(...Array.from({ length: 140 }, (_, at) => delivery({ body: body(140 * time + at) })));
    await follow();
  }
  const merged = await database.query<{ bytes: number }>(
    `SELECT (SELECT sum(octet_length(t.words))::int FROM letter_text t WHERE t.dead_letter_id = ANY(b.letters)) AS bytes
      FROM text_block b WHERE NOT b.is_small`,
  );
  expect(merged.length).toBeGreaterThan(2);
  // A portion of 64 letters may be read beyond the bound.
  for (const { bytes } of merged) expect(bytes).toBeLessThan(8_000_000 + 64 * 110_000);
  for (const at of [0, 139, 333, 559]) expect(await count(`"long nr-${at}"`)).toBe(1);
});

test('bitmaps of blocks are joined, and each letter is still found by its block’s part of them', async () => {
  const many = await openTestSession();
  // Two long letters: their block has more slots than the others.
  const body = (block: number, at: number) =>
    `joined nr-${block}-${at}-end ${at === 7 && block % 3 === 0 ? 'some more words '.repeat(10) : ''}`;
  for (let block = 0; block < 18; block++) {
    await many.store(...Array.from({ length: 512 }, (_, at) => delivery({ body: body(block, at) })));
    await follow();
  }
  const bitmaps = await database.query<{ width: number; blocks: number }>(
    `SELECT m.width, (SELECT count(*)::int FROM text_block b WHERE b.bitmap_id = m.id) AS blocks FROM text_bitmap m WHERE m.is_full`,
  );
  expect(bitmaps.some(({ width, blocks }) => width > 900 && blocks > 10)).toBe(true);
  for (const { blocks } of bitmaps) expect(blocks).toBeGreaterThan(0);
  for (let block = 0; block < 18; block++)
    for (const at of [0, 7, 511]) expect(await count(`"nr-${block}-${at}-end"`)).toBe(1);
  expect(await count('"some more words some"')).toBe(6);
  expect(await count('"words joined"')).toBe(0);
  await database.query(
    `DELETE FROM dead_letter l USING letter_text t WHERE t.dead_letter_id = l.id AND position(' joined nr'::bytea IN t.words) > 0`,
  );
});

test('letters of more words than one entry of the index can hold are found', async () => {
  const many = await openTestSession();
  // A word without digits is kept whole.
  const word = (at: number, n: number) =>
    [...`${100 + at}${10_000 + n}`].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const bodies = Array.from({ length: 12 }, (_, at) =>
    Array.from({ length: 15_000 }, (__, n) => word(at, n)).join(' '),
  );
  await many.store(...bodies.map((body) => delivery({ body })));
  await follow();
  for (const at of [0, 7, 11]) for (const n of [1, 7000, 14_990]) expect(await count(word(at, n))).toBe(1);
});

test('letters over time, in all and of a scope, from counted hours and from now', async () => {
  const all = LETTERS + 4 + 600 + 600 + 560 + 12;
  const sum = async (actor: Visitor, filter = {}) => {
    const { counts, isExact } = await readHistogram(actor, { buckets: 60, ...filter });
    expect(isExact).toBe(true);
    const letters = counts.reduce((one, other) => one + other, 0);
    expect(await countLetters(actor, filter, 10_000)).toEqual({ count: letters, isExact: true });
    return letters;
  };
  const everywhere = async () => {
    expect(await sum(person)).toBe(all);
    expect(await sum(viewer)).toBe(100);
    expect(await sum(person, { queue: 'mail.send' })).toBe(100);
    expect(await sum(person, { q: 'seldom' })).toBe(30);
    expect(await sum(person, { before: '2020-01-01T00:00:00Z' })).toBe(0);
  };
  await everywhere();
  // As if the letters had come some hours ago: the hours are over.
  const earlier = (
    id: string,
  ) => `(lpad(to_hex(('x' || substr(replace(${id}::text, '-', ''), 1, 12))::bit(48)::bigint
    - 5 * 3600000), 12, '0') || substr(replace(${id}::text, '-', ''), 13))::uuid`;
  await database.query(
    `UPDATE dead_letter SET id = ${earlier('id')}, arrived_at = arrived_at - interval '5 hours'`,
  );
  await database.query(`UPDATE letter_text SET dead_letter_id = ${earlier('dead_letter_id')}`);
  await database.query(
    `UPDATE text_block SET letters = ARRAY(SELECT ${earlier('one')} FROM unnest(letters) one)`,
  );
  while (await countArrivals(worker));
  await everywhere();
  await session.store(delivery());
  expect(await sum(person)).toBe(all + 1);
  // While letters are read anew the hours are of queues that stand no more.
  await database.query(
    `UPDATE dead_letter SET source_queue = 'renamed' WHERE id = (SELECT min(id::text)::uuid FROM dead_letter)`,
  );
  const renamed = () => countLetters(person, { queue: 'renamed' }, 10_000);
  await database.query(`INSERT INTO rebuild (id, up_to, changed) VALUES (1, $1, 1)`, [LAST_ID]);
  expect(await renamed()).toEqual({ count: 1, isExact: true });
  while (!(await rebuildNext(worker)).isDone);
  expect(await sum(person)).toBe(all + 1);
});

test('where counting takes too long the columns are told from a sample, and say so', async () => {
  await database.query('ANALYZE dead_letter');
  const told = await readHistogram(person, { buckets: 10, q: 'common' }, 0.001);
  expect(told.isExact).toBe(false);
});
