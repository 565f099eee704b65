// Replay runs over real HTTP: what is asked for wrongly gets the clear answer that the document promises.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunLetter, RunSummary, RunView } from '#lib/domain/run-schemas.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';

let database: TestDatabase;
let web: Web;
beforeAll(async () => {
  database = await makeDatabase();
  web = await startWeb({ DATABASE_URL: database.url, REPLAY_REASON_REQUIRED: '1' });
  const session = await openTestSession();
  await session.store(...Array.from({ length: 7 }, () => delivery()));
});
afterAll(async () => {
  await web.stop();
  await database.drop();
});

async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: T & { field?: string; detail?: string; state?: string } }> {
  const answer = await web.fetch(`/api/v1/replay-runs${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as T & { field?: string } };
}

const good = { filter: {}, to: { kind: 'origin' }, rate: 5, reason: 'deployed' };
const plan = async (given: object = {}, headers?: Record<string, string>) =>
  ask<RunView>('POST', '', { ...good, ...given }, headers);

test('what is no run is refused, and says what is wrong', async () => {
  const wrong: [object, string][] = [
    [{ rate: -1 }, 'rate'],
    [{ rate: 0.05 }, 'rate'],
    [{ rate: 'fast' }, 'rate'],
    [{ rate: null }, 'rate'],
    [{ reason: '' }, 'reason'],
    [{ filter: undefined }, 'deadLetterIds'],
    [{ deadLetterIds: [crypto.randomUUID()] }, 'deadLetterIds'],
    [{ group: crypto.randomUUID() }, 'deadLetterIds'],
    [{ filter: undefined, group: 'one' }, 'group'],
    [{ filter: { nonsense: '1' } }, 'filter.nonsense'],
    [{ filter: { q: 'x'.repeat(10_240) } }, 'filter.q'],
    [{ canary: { count: 0, waitSeconds: 1, maxCameBackPercent: 5 } }, 'canary.count'],
    [{ canary: { count: 1, waitSeconds: 1, maxCameBackPercent: 101 } }, 'canary.maxCameBackPercent'],
    [{ order: { key: 'customer' } }, 'order.key'],
    [{ order: 'any' }, 'order'],
    [{ stop: { maxFailedPercent: -1 } }, 'stop.maxFailedPercent'],
    [{ to: { kind: 'back' } }, 'to.kind'],
    [{ more: 1 }, 'more'],
  ];
  for (const [given, field] of wrong) {
    const { status, json } = await plan(given);
    expect([status, json.field], JSON.stringify(given).slice(0, 60)).toEqual([400, field]);
  }
  expect(await plan({ filter: { queue: 'nothing' } })).toMatchObject({
    status: 409,
    json: { detail: 'No dead letter matches: there is nothing to plan' },
  });
  expect((await plan({ filter: undefined, group: crypto.randomUUID() })).status).toBe(404);
  const many = Array.from({ length: 10_001 }, () => crypto.randomUUID());
  expect((await plan({ filter: undefined, deadLetterIds: many })).status).toBe(400);
  expect((await plan({ filter: undefined, deadLetterIds: many.slice(0, 10_000) })).status).toBe(404);
  expect((await ask<{ items: unknown[] }>('GET', '')).json.items).toEqual([]);
});

test('a run is planned, started once by one of two, paused, cancelled while paused, and not resumed any more', async () => {
  const key = { 'idempotency-key': 'a-plan' };
  const first = await plan({}, key);
  expect(first.status).toBe(201);
  expect((await plan({}, key)).json.id).toBe(first.json.id);
  const { id } = first.json;
  for (const verb of ['pause', 'resume'])
    expect(await ask('POST', `/${id}/${verb}`)).toMatchObject({ status: 409, json: { state: 'planned' } });
  const starts = await Promise.all([ask('POST', `/${id}/start`), ask('POST', `/${id}/start`)]);
  expect(starts.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect((await ask('PATCH', `/${id}`, { rate: -1 })).status).toBe(400);
  expect((await ask<RunView>('PATCH', `/${id}`, { rate: 'unlimited' })).json.rate).toBe('unlimited');
  expect((await ask<RunView>('POST', `/${id}/pause`)).json.state).toBe('paused');
  expect((await ask<RunView>('POST', `/${id}/cancel`)).json.state).toBe('cancelled');
  for (const verb of ['start', 'pause', 'resume', 'cancel'])
    expect(await ask('POST', `/${id}/${verb}`)).toMatchObject({
      status: 409,
      json: { state: 'cancelled', detail: expect.stringContaining('This run is cancelled') },
    });
  expect((await ask('PATCH', `/${id}`, { rate: 1 })).status).toBe(409);
  expect((await ask('POST', `/${crypto.randomUUID()}/start`)).status).toBe(404);
  const acts = await database.query<{ act: string }>(
    `SELECT act FROM audit WHERE act LIKE 'run.%' ORDER BY id`,
  );
  expect(acts.map(({ act }) => act)).toEqual([
    'run.plan',
    'run.start',
    'run.rate',
    'run.pause',
    'run.cancel',
  ]);
});

test('the list and the letters of a run are paged', async () => {
  const { json } = await plan();
  const page = await ask<{ items: RunLetter[]; nextCursor: string }>('GET', `/${json.id}/letters?limit=4`);
  expect(page.json.items.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  const rest = await ask<{ items: RunLetter[]; nextCursor: null }>(
    'GET',
    `/${json.id}/letters?limit=4&outcome=waiting&cursor=${page.json.nextCursor}`,
  );
  expect(rest.json.items.map(({ position }) => position)).toEqual([5, 6, 7]);
  expect(rest.json.nextCursor).toBeNull();
  expect((await ask('GET', `/${json.id}/letters?outcome=gone`)).status).toBe(400);
  const list = await ask<{ items: RunSummary[]; nextCursor: string }>('GET', '?limit=1');
  expect(list.json.items.map(({ id }) => id)).toEqual([json.id]);
  const older = await ask<{ items: RunSummary[] }>('GET', `?limit=1&cursor=${list.json.nextCursor}`);
  expect(older.json.items[0]!.state).toBe('cancelled');
});
