// The fence: a redelivered letter waits until no other session can commit it any more; living sessions are let be.
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLog } from '#lib/log.ts';
import { SessionClosed } from '#lib/store/incoming.ts';
import { closeSession, keepSessionAlive, readClock } from '#lib/store/sessions.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, worker, type TestSession } from '#tests/letters.ts';
import { makeFence } from '#workers/fence.ts';
import type { Room } from '#workers/room.ts';

let database: TestDatabase;
let rival: TestSession;
let ours: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  [rival, ours] = await Promise.all([openTestSession(), openTestSession()]);
});
afterAll(() => database.drop());

const room = { actor: worker, log: makeLog('test', 'silent') } as Room;
const pass = (signal = new AbortController().signal) => makeFence(room, ours.sessionId, signal)();
const beat = async (session: TestSession) =>
  keepSessionAlive(worker, { id: session.sessionId, provenAt: await readClock(worker), settledSeq: 0 });

async function isWaiting(passing: Promise<void>, ms: number): Promise<boolean> {
  const later = new Promise<'waits'>((resolve) => setTimeout(resolve, ms, 'waits'));
  return (await Promise.race([passing, later])) === 'waits';
}

test('life that was shown before the letter came again is no proof; life after it is', async () => {
  await beat(rival);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const passing = pass();
  expect(await isWaiting(passing, 600)).toBe(true);
  expect(await beat(rival)).toBe(true);
  await passing;
  expect(await rival.store(delivery())).toBe(1);
});

test('the end of our own session ends the wait', async () => {
  const ending = new AbortController();
  const passing = pass(ending.signal);
  passing.catch(() => undefined);
  expect(await isWaiting(passing, 300)).toBe(true);
  ending.abort();
  await expect(passing).rejects.toThrow('the session ended');
});

test('a session that lives is never pushed out, however long the other waits for its channel', async () => {
  const ending = new AbortController();
  const passing = pass(ending.signal);
  passing.catch(() => undefined);
  // Its channel answers late: it shows life of a moment before the letter came, again and again.
  const long = Date.now() + 9000;
  const old = (await readClock(worker)).getTime() - 60_000;
  for (let at = 0; Date.now() < long; at++) {
    await database.query('UPDATE session SET alive_at = $1 WHERE id = $2', [
      new Date(old + at),
      rival.sessionId,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  expect(await isWaiting(passing, 100)).toBe(true);
  expect(await rival.store(delivery())).toBe(1);
  ending.abort();
}, 20_000);

test('a session that shows no life is closed: what it still wants to store is refused', async () => {
  await pass();
  await expect(rival.store(delivery())).rejects.toThrow(SessionClosed);
  expect(await beat(rival)).toBe(false);
  const [row] = await database.query<{ closed_by: string }>('SELECT closed_by FROM session WHERE id = $1', [
    rival.sessionId,
  ]);
  expect(row!.closed_by).toBe('lapse');
}, 20_000);

test('a closed session and one of another queue are not waited for', async () => {
  const other = await openTestSession();
  await closeSession(worker, other.sessionId, 0);
  const elsewhere = await openTestSession();
  await database.query(`UPDATE session SET queue = 'elsewhere' WHERE id = $1`, [elsewhere.sessionId]);
  await pass();
  expect(await beat(elsewhere)).toBe(true);
});

test('a rival that vanished in mid-transaction is let go, though more wait for it than there are connections', async () => {
  const vanished = await openTestSession();
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM session WHERE id = $1 FOR SHARE', [vanished.sessionId]);
  const again = await openTestSession();
  const fences = Array.from({ length: 12 }, () =>
    makeFence(room, again.sessionId, new AbortController().signal)(),
  );
  await Promise.all(fences);
  await expect(vanished.store(delivery())).rejects.toThrow(SessionClosed);
}, 40_000);
