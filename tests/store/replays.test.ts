import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { claimReplays, type ClaimedReplay } from '#lib/store/replay-claims.ts';
import { moveReplays, sweepReplays, type Settlement } from '#lib/store/replay-work.ts';
import { readReplay, requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import {
  deathIn,
  delivery,
  openTestSession,
  person,
  text,
  worker,
  type TestSession,
} from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';

const origin = { kind: 'origin' } as const;

let database: TestDatabase;
let session: TestSession;
let letter: DeadLetterSummary;
beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await session.store(delivery());
  letter = await newest();
});

async function newest(): Promise<DeadLetterSummary> {
  return (await listDeadLetters(person, { limit: 1 })).items[0]!;
}

const statusOf = async (id: string) => {
  const { status, lastOutcome } = await readDeadLetter(person, id);
  return [status, lastOutcome];
};

const lapse = () =>
  database.query(`UPDATE replay SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL`);

function settled(id: string, stage: Settlement['stage']): Settlement {
  return { id, deadLetterId: letter.id, stage, detail: null, dropped: ['header x-death'] };
}

const claim = (workerId: string, limit: number): Promise<ClaimedReplay[]> =>
  claimReplays(worker, workerId, limit, { maxEach: 10_000, maxBytes: 1e6 });

const publish = async (...ids: string[]) =>
  (await moveReplays(worker, session.workerId, { settle: [], publish: ids })).marked;

const settle = (...settlements: Settlement[]) =>
  moveReplays(worker, session.workerId, { settle: settlements, publish: [] });

describe('asking', () => {
  test('an asked letter is replaying, and a second ask is a conflict', async () => {
    const [replay] = await requestReplays(person, { deadLetterIds: [letter.id], to: origin });
    expect(replay).toMatchObject({
      stage: 'asked',
      toKind: 'origin',
      exchange: 'orders',
      routingKey: 'order.placed',
      askedBy: 'web',
    });
    expect(await statusOf(letter.id)).toEqual(['replaying', null]);
    await expect(requestReplays(person, { deadLetterIds: [letter.id], to: origin })).rejects.toMatchObject({
      code: 'conflict',
      details: { ids: [letter.id] },
    });
  });

  test('many clicks at once make one replay', async () => {
    const asks = await Promise.allSettled(
      Array.from({ length: 8 }, () => requestReplays(person, { deadLetterIds: [letter.id], to: origin })),
    );
    expect(asks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await database.query('SELECT 1 FROM replay WHERE dead_letter_id = $1', [letter.id])).toHaveLength(
      1,
    );
  });

  test('requests over the same letters in other orders do not deadlock', async () => {
    await session.store(...Array.from({ length: 20 }, () => delivery()));
    const ids = (await listDeadLetters(person, { limit: 20 })).items.map(({ id }) => id);
    const asks = await Promise.allSettled(
      [ids, ids.toReversed(), ids].map((deadLetterIds) =>
        requestReplays(person, { deadLetterIds, to: origin }),
      ),
    );
    expect(asks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = asks
      .filter((ask) => ask.status === 'rejected')
      .map((ask) => (ask as PromiseRejectedResult).reason.code);
    expect(refused).toEqual(['conflict', 'conflict']);
  });

  test('all or nothing: an unknown id or a discarded letter asks for nothing', async () => {
    const stranger = crypto.randomUUID();
    await expect(
      requestReplays(person, { deadLetterIds: [letter.id, stranger], to: origin }),
    ).rejects.toMatchObject({
      code: 'not_found',
      details: { ids: [stranger] },
    });
    await session.store(delivery());
    const other = await newest();
    await discardLetters(person, { deadLetterIds: [other.id] });
    await expect(
      requestReplays(person, { deadLetterIds: [letter.id, other.id], to: origin }),
    ).rejects.toMatchObject({
      code: 'conflict',
      details: { ids: [other.id] },
    });
    expect(await statusOf(letter.id)).toEqual(['open', null]);
  });

  test('a letter without origin can only go where somebody says', async () => {
    await session.store(delivery({ headers: null }));
    const { id } = await newest();
    for (const kind of ['origin', 'queue'] as const) {
      await expect(requestReplays(person, { deadLetterIds: [id], to: { kind } })).rejects.toMatchObject({
        code: 'conflict',
        details: { ids: [id] },
      });
    }
    const to = { kind: 'exchange', exchange: 'orders', routingKey: 'order.placed' } as const;
    expect(await requestReplays(person, { deadLetterIds: [id], to })).toMatchObject([
      { exchange: 'orders', routingKey: 'order.placed' },
    ]);
  });

  test('to the queue means the default exchange and the source queue', async () => {
    const [replay] = await requestReplays(person, { deadLetterIds: [letter.id], to: { kind: 'queue' } });
    expect(replay).toMatchObject({ exchange: '', routingKey: 'orders.billing' });
  });
});

describe('carrying out', () => {
  beforeEach(() =>
    database.query(`UPDATE replay SET stage = 'cancelled', settled_at = now() WHERE settled_at IS NULL`),
  );

  async function ask(): Promise<string> {
    const [replay] = await requestReplays(person, { deadLetterIds: [letter.id], to: origin });
    return replay!.id;
  }

  test('two workers never claim the same replay', async () => {
    await session.store(...Array.from({ length: 30 }, () => delivery()));
    const ids = (await listDeadLetters(person, { limit: 30 })).items.map(({ id }) => id);
    await requestReplays(person, { deadLetterIds: ids, to: origin });
    const other = await openTestSession();
    const claims = await Promise.all(
      [session, other, session, other].map(({ workerId }) => claim(workerId, 10)),
    );
    expect(new Set(claims.flat().map(({ id }) => id)).size).toBe(30);
  });

  const outcomes = {
    confirmed: 'replayed',
    returned: 'open',
    nacked: 'open',
    refused: 'open',
    unknown: 'open',
  } as const;
  for (const [stage, status] of Object.entries(outcomes) as [Settlement['stage'], string][]) {
    test(`a ${stage} replay leaves its letter ${status}`, async () => {
      const id = await ask();
      await claim(session.workerId, 10);
      await publish(id);
      await settle(settled(id, stage));
      expect(await statusOf(letter.id)).toEqual([status, stage]);
      expect(await readReplay(person, id)).toMatchObject({ stage, dropped: ['header x-death'] });
    });
  }

  test('a claim whose lease lapsed goes back to asked, and its first worker may not publish it any more', async () => {
    const id = await ask();
    await claim(session.workerId, 10);
    await lapse();
    expect(await sweepReplays(worker)).toBe(0);
    expect((await readReplay(person, id)).stage).toBe('asked');
    expect(await publish(id)).toEqual(new Set());
    expect(await statusOf(letter.id)).toEqual(['replaying', null]);
  });

  test('a lease that lapsed past publishing is unknown, and a late outcome does not change that', async () => {
    const id = await ask();
    await claim(session.workerId, 10);
    await publish(id);
    await lapse();
    expect(await sweepReplays(worker)).toBe(1);
    expect(await statusOf(letter.id)).toEqual(['open', 'unknown']);
    await settle(settled(id, 'confirmed'));
    expect(await statusOf(letter.id)).toEqual(['open', 'unknown']);
  });

  test('a replayed letter may be tried again, anew', async () => {
    const id = await ask();
    await claim(session.workerId, 10);
    await settle(settled(id, 'confirmed'));
    await ask();
    expect((await readDeadLetter(person, letter.id)).replays.map(({ stage }) => stage)).toEqual([
      'asked',
      'confirmed',
    ]);
  });

  test('a letter that died again links to the one it came from', async () => {
    const id = await ask();
    const headers = (queue: string) => joinBytes(text('x-letterthief-replay-id', id), deathIn(queue));
    await session.store(
      delivery({ headers: headers('orders.billing') }),
      delivery({ headers: headers('orders.mail') }),
    );
    const { items } = await listDeadLetters(person, { limit: 2 });
    expect(items.map(({ cameFrom }) => cameFrom)).toEqual([
      { replayId: id, deadLetterId: letter.id, isSameQueue: false },
      { replayId: id, deadLetterId: letter.id, isSameQueue: true },
    ]);
    expect((await readDeadLetter(person, letter.id)).cameBack.map(({ isSameQueue }) => isSameQueue)).toEqual([
      false,
      true,
    ]);
  });
});
