// A failure group is snoozed over real HTTP: for so many hours, within bounds, seen by who reads it, and woken.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { groups } from '#lib/store/groups.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';

let database: TestDatabase;
let web: Web;
let path: string;
beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url });
  const session = await openTestSession();
  await session.store(delivery());
  await groups.take([(await listDeadLetters(person, { limit: 1 })).items[0]!.id]);
  const [group] = await database.query<{ id: string }>('SELECT id FROM failure_group');
  path = `/api/v1/failure-groups/${group!.id}`;
});
afterAll(async () => {
  await web.stop();
  await database.drop();
});

const snooze = (body: unknown, headers: Record<string, string> = {}, of = path) =>
  web.fetch(`${of}/snooze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const read = async () => (await (await web.fetch(path)).json()) as FailureGroupView;

test('it is snoozed, longer, and woken; each answer and each reading says so', async () => {
  expect((await read()).snoozed).toBeNull();
  for (const hours of [0.25, 168]) {
    const answer = await snooze({ hours });
    expect(answer.status).toBe(200);
    const group = (await answer.json()) as FailureGroupView;
    expect(group.snoozed?.by).not.toBe('');
    expect(Math.abs(Date.parse(group.snoozed!.until) - Date.now() - hours * 3_600_000)).toBeLessThan(30_000);
    expect(group).not.toHaveProperty('samples');
    expect((await read()).snoozed).toEqual(group.snoozed);
  }
  const list = (await (await web.fetch('/api/v1/failure-groups')).json()) as { items: FailureGroupView[] };
  expect(list.items[0]?.snoozed).not.toBeNull();
  expect(((await (await snooze({ hours: null })).json()) as FailureGroupView).snoozed).toBeNull();
});

test('one that is over is told no more', async () => {
  await snooze({ hours: 1 });
  await database.query(`UPDATE failure_group SET snoozed_until = now() - interval '1 second'`);
  expect((await read()).snoozed).toBeNull();
});

test('what is no span, and what is no group, is refused and changes nothing', async () => {
  await snooze({ hours: null });
  for (const body of [
    {},
    { hours: 0 },
    { hours: 0.2 },
    { hours: 169 },
    { hours: '1' },
    { hours: 1, until: 2 },
    null,
  ])
    expect((await snooze(body)).status, JSON.stringify(body)).toBe(400);
  expect((await snooze({ hours: 1 }, {}, `/api/v1/failure-groups/${crypto.randomUUID()}`)).status).toBe(404);
  expect((await snooze({ hours: 1 }, {}, '/api/v1/failure-groups/none')).status).toBe(404);
  const viewer = await makeTestToken(database.url, { role: 'viewer' });
  expect((await snooze({ hours: 1 }, viewer)).status).toBe(403);
  expect((await read()).snoozed).toBeNull();
});

test('asked again under its key it is the same answer', async () => {
  const key = { 'idempotency-key': 'a-snooze' };
  const first = (await (await snooze({ hours: 2 }, key)).json()) as FailureGroupView;
  const again = (await (await snooze({ hours: 2 }, key)).json()) as FailureGroupView;
  expect(again.snoozed).toEqual(first.snoozed);
});
