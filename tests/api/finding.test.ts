// The query language over REST: what is wrong with a query, how long it may be, how many letters match.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';

let database: TestDatabase;
let web: Web;
beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url });
  const session = await openTestSession();
  await session.store(
    ...Array.from({ length: 5 }, (_, at) => delivery({ body: `{"order":{"id":${at}}}` })),
    delivery({ headers: deathIn('mail.send'), body: '{"order":{"id":1}}' }),
  );
});
afterAll(async () => {
  await web.stop();
  await database.drop();
});

type Answer = { status: number; link: string | null; json: Record<string, unknown> & { items: unknown[] } };

async function get(path: string, query: Record<string, string>): Promise<Answer> {
  const response = await web.fetch(`${path}?${new URLSearchParams(query)}`);
  const json = (await response.json()) as Answer['json'];
  return { status: response.status, link: response.headers.get('link'), json };
}
const list = (q: string, more = {}) => get('/api/v1/dead-letters', { q, ...more });
const count = (q: string) => get('/api/v1/dead-letters/count', { q });

test('a query finds letters, and counts them', async () => {
  expect((await list('body.order.id:1 source:orders.*')).json.items).toHaveLength(1);
  expect((await count('body.order.id:1')).json).toEqual({ count: 2, isExact: true });
  expect((await count('nothing like it')).json).toEqual({ count: 0, isExact: true });
});

test('a wrong one is a problem that tells the place and what was expected', async () => {
  for (const ask of [list, count]) {
    const { status, json } = await ask('source:orders.* (deaths:many');
    expect(status).toBe(400);
    expect(json).toMatchObject({
      type: 'urn:letterthief:problem:invalid_input',
      field: 'q',
      start: 24,
      end: 28,
      found: 'many',
      expected: 'a whole number, as in deaths:3 or deaths:>3',
      detail: 'q: at character 25, “many”: expected a whole number, as in deaths:3 or deaths:>3',
    });
  }
});

test('the longest query is answered, with its next page; one character more is refused', async () => {
  const longest = `source:orders.* ${' '.repeat(10_000 - 16)}`;
  const { status, json, link } = await list(longest, { limit: '2' });
  expect({ status, items: json.items.length, link }).toEqual({ status: 200, items: 2, link: null });
  const next = await list(longest, { limit: '200', cursor: String(json.nextCursor) });
  expect(next.json.items).toHaveLength(3);
  expect((await list('source:orders.*', { limit: '2' })).link).toContain('q=source%3Aorders.*');
  const over = await list('ü'.repeat(10_001));
  expect(over).toMatchObject({
    status: 400,
    json: { field: 'q', start: 10_000, expected: 'at most 10,000 characters' },
  });
});
