/**
 * A process that lets letters arrive: `node --import tsx scripts/bench/store-arrivals.ts FROM PER_SECOND`, with DATABASE_URL. It stores
 * them as the worker does, in its batches, and runs what follows the drain, until it is told to end.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeLog } from '#lib/log.ts';
import { closeStore } from '#lib/store/client.ts';
import { followNext, leaveFollowing } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { marks } from '#lib/store/marks.ts';
import { openSession } from '#lib/store/sessions.ts';
import { registerWorker } from '#lib/store/workers.ts';
import { storeBatch } from '#workers/store-batch.ts';
import { makeStoreLetter } from './store-letters.ts';

const BATCHES = 20;
const QUEUE = 'letterthief';

const [from = 0, perSecond = 500] = process.argv.slice(2).map(Number);
const workerId = randomUUID();
const actor = { kind: 'worker', id: workerId } as const;
const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());

await registerWorker(actor, {
  id: workerId,
  host: 'bench',
  pid: process.pid,
  version: '0',
  brokerAddress: '',
});
const sessionId = await openSession(actor, workerId, QUEUE);
const to = {
  actor,
  sessionId,
  queue: QUEUE,
  isAlertDue: false,
  log: makeLog('bench', 'silent'),
  isAgain: false,
  rawBecause: null,
};
const following = [marks, groups, letterTexts].map(async (follower) => {
  while (!ending.signal.aborted) {
    const followed = await followNext(actor, workerId, follower);
    if (!followed?.hasMore) await sleep(1000);
  }
});
const startedAt = performance.now();
let stored = 0;
while (!ending.signal.aborted) {
  const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
  const many = Math.min(500, due - stored);
  if (many > 0)
    await storeBatch(
      Array.from({ length: many }, (_, at) => makeStoreLetter(from + stored + at, stored + at + 1)),
      to,
    );
  stored += Math.max(0, many);
  await sleep(1000 / BATCHES);
}
await Promise.all(following);
await leaveFollowing(actor, workerId);
await closeStore();
console.log(stored);
