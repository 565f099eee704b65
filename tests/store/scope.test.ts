// What somebody may not see is nowhere: not in lists, counts, searches, neighbours, bodies, nor by its id.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';
import { openBody, readBodyInfo } from '#lib/store/bodies.ts';
import { findNeighbours, listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { discardLetters, restoreLetters } from '#lib/store/letter-status.ts';
import { readOverview } from '#lib/store/overview.ts';
import { listQueues, rememberQueue } from '#lib/store/queues.ts';
import { readReplay, requestReplays } from '#lib/store/replays.ts';
import { keepAsTwo } from '#lib/store/twins.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, worker } from '#tests/letters.ts';

let database: TestDatabase;
const ids: Record<'orders' | 'payments' | 'stray', string> = { orders: '', payments: '', stray: '' };
const clerk: Visitor = {
  ...person,
  name: 'clerk',
  role: 'operator',
  seeQueues: ['orders.*'],
  actQueues: ['*'],
};
const reader: Visitor = { ...clerk, role: 'viewer' };
const onlooker: Visitor = { ...clerk, seeQueues: ['*'], actQueues: ['orders.*'] };

beforeAll(async () => {
  database = await makeDatabase();
  const session = await openTestSession();
  await session.store(delivery({ headers: deathIn('orders.billing'), body: 'an order' }));
  await session.store(
    delivery({ headers: deathIn('payments.card', { reason: 'expired' }), body: 'a card number' }),
  );
  await session.store(delivery({ headers: null, body: 'of nobody' }));
  await rememberQueue(worker, {
    name: 'payments.dead',
    state: 'missing',
    problem: 'payments.dead is missing',
  });
  await rememberQueue(worker, { name: 'letterthief', state: 'draining' });
  const { items } = await listDeadLetters(person, { limit: 10 });
  [ids.stray, ids.payments, ids.orders] = items.map(({ id }) => id) as [string, string, string];
});
afterAll(() => database.drop());

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

describe('seeing', () => {
  test('lists and searches hold what is theirs', async () => {
    const listed = async (actor: Visitor, more: object = {}) =>
      (await listDeadLetters(actor, { limit: 10, ...more })).items.map(({ id }) => id);
    expect(await listed(person)).toHaveLength(3);
    expect(await listed(clerk)).toEqual([ids.orders]);
    expect(await listed({ ...clerk, seeQueues: ['*', '-payments.*'] })).toEqual([ids.orders]);
    expect(await listed({ ...clerk, seeQueues: [] })).toEqual([]);
    for (const more of [{ q: 'card' }, { queue: 'payments.card' }, { reason: 'expired' }])
      expect(await listed(clerk, more), JSON.stringify(more)).toEqual([]);
  });

  test('a foreign letter answers like one that is not there', async () => {
    const { replays } = {
      replays: await requestReplays(person, { deadLetterIds: [ids.payments], to: { kind: 'origin' } }),
    };
    for (const id of [ids.payments, ids.stray, '00000000-0000-7000-8000-000000000000']) {
      expect(await codeOf(readDeadLetter(clerk, id))).toBe('not_found');
      expect(await codeOf(readBodyInfo(clerk, id))).toBe('not_found');
      await expect(openBody(clerk, id, 100)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await codeOf(readReplay(clerk, replays[0]!.id))).toBe('not_found');
    expect(await codeOf(readReplay(person, replays[0]!.id))).toBe('ok');
    expect(await codeOf(readDeadLetter(clerk, ids.orders))).toBe('ok');
    expect(await findNeighbours(clerk, ids.orders, {})).toEqual({ newer: null, older: null });
  });

  test('counts, values to filter by and queues tell nothing of them', async () => {
    expect(await readOverview(clerk)).toMatchObject({
      openLetters: 1,
      filterValues: { queues: ['orders.billing'], reasons: ['rejected'] },
    });
    expect((await readOverview(person)).openLetters).toBe(2);
    expect((await readOverview(clerk)).problems.join()).not.toContain('payments');
    expect(await listQueues(clerk)).toMatchObject([
      { name: 'letterthief', openLetters: 1, lettersPerMinute: 1 },
    ]);
    expect(await listQueues(person)).toHaveLength(2);
  });

  test('a letter that came back from a foreign one does not name it', async () => {
    const [row] = await database.query<{ id: string }>('SELECT id FROM replay WHERE dead_letter_id = $1', [
      ids.payments,
    ]);
    await database.query('UPDATE dead_letter SET came_from_replay_id = $1 WHERE id = $2', [
      row!.id,
      ids.orders,
    ]);
    expect((await readDeadLetter(clerk, ids.orders)).cameFrom?.deadLetterId ?? null).toBeNull();
    expect((await readDeadLetter(person, ids.orders)).cameFrom?.deadLetterId).toBe(ids.payments);
    expect((await readDeadLetter(person, ids.payments)).cameBack).toHaveLength(1);
    expect((await readDeadLetter({ ...clerk, seeQueues: ['payments.*'] }, ids.payments)).cameBack).toEqual(
      [],
    );
  });
});

describe('acting', () => {
  const acts: [string, (actor: Visitor, id: string) => Promise<unknown>][] = [
    ['discard', (actor, id) => discardLetters(actor, { deadLetterIds: [id] })],
    ['restore', (actor, id) => restoreLetters(actor, { deadLetterIds: [id] })],
    ['try again', (actor, id) => requestReplays(actor, { deadLetterIds: [id], to: { kind: 'origin' } })],
    ['keep as two', (actor, id) => keepAsTwo(actor, { deadLetterIds: [id] })],
  ];
  for (const [name, act] of acts) {
    test(`${name}: not by a viewer, not on what is foreign, not on what may only be looked at`, async () => {
      expect(await codeOf(act(reader, ids.orders))).toBe('forbidden');
      expect(await codeOf(act(clerk, ids.payments))).toBe('not_found');
      expect(await codeOf(act(onlooker, ids.payments))).toBe('forbidden');
    });
  }

  test('one foreign letter among one’s own: nothing is done', async () => {
    expect(await codeOf(discardLetters(clerk, { deadLetterIds: [ids.orders, ids.payments] }))).toBe(
      'not_found',
    );
    expect((await readDeadLetter(person, ids.orders)).status).toBe('open');
    expect(await codeOf(discardLetters(clerk, { deadLetterIds: [ids.orders] }))).toBe('ok');
  });
});
