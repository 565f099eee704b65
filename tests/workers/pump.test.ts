// Acks follow commits in the order of delivery, however the batches end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#lib/config.ts';
import type { Session } from '#lib/broker/consumer.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { makeLog } from '#lib/log.ts';
import { closeSession, keepSessionAlive, readClock } from '#lib/store/sessions.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, worker } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeBatches } from '#workers/batch.ts';
import { makeCounters } from '#workers/counters.ts';
import { makeFence } from '#workers/fence.ts';
import { pump } from '#workers/pump.ts';
import type { Room } from '#workers/room.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

async function startPump() {
  const { sessionId } = await openTestSession();
  const room = {
    actor: worker,
    log: makeLog('test', 'silent'),
    config: readConfig({}),
    counters: makeCounters(),
    alerts: { areDue: false },
    lastLetterAt: new Map<string, Date>(),
  } as unknown as Room;
  const acks: number[] = [];
  const session = {
    queue: 'letterthief',
    ackThrough: (seq: number) => acks.push(seq) > 0,
  } as unknown as Session;
  const batches = makeBatches();
  const pumping = pump(room, {
    sessionId,
    session,
    batches,
    fence: makeFence(room, sessionId, new AbortController().signal),
    inspect: async () => ({ kind: 'store', rawBecause: null }),
  });
  pumping.catch(() => undefined);
  return { sessionId, acks, batches, pumping };
}

const bodies = async () =>
  (
    await database.query<{ body: string }>(
      `SELECT encode(body, 'escape') AS body FROM dead_letter ORDER BY id`,
    )
  ).map(({ body }) => body);
const numbered = (seq: number, redelivered = false): Delivery => ({
  ...delivery({ body: `letter ${seq}` }),
  seq,
  redelivered,
});

test('fresh letters are stored while redelivered ones wait, and nothing after these is acked', async () => {
  const rival = await openTestSession();
  const { acks, batches, pumping } = await startPump();
  batches.push(numbered(1, true));
  batches.push(numbered(2));
  await until('the fresh one is stored', async () => (await bodies()).length === 1);
  batches.push(numbered(3));
  await until('so is one of the next batch', async () => (await bodies()).length === 2);
  expect(await bodies()).toEqual(['letter 2', 'letter 3']);
  expect(acks).toEqual([]);
  await keepSessionAlive(worker, { id: rival.sessionId, provenAt: await readClock(worker), settledSeq: 0 });
  await until('all are acked', async () => acks.length > 0 && acks.at(-1) === 3);
  expect(acks).toEqual(acks.toSorted((a, b) => a - b));
  batches.end();
  await pumping;
  await closeSession(worker, rival.sessionId, 0);
});

test('after a batch that could not be stored nothing more is acked, and the pump says so', async () => {
  const { sessionId, acks, batches, pumping } = await startPump();
  batches.push(numbered(1));
  await until('it is acked', async () => acks.includes(1));
  await closeSession(worker, sessionId, 0);
  batches.push(numbered(2));
  await expect(pumping).rejects.toThrow('the session was closed');
  expect(acks).toEqual([1]);
});
