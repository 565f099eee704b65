/**
 * A process that fills a store: `node --import tsx scripts/bench/store-fill.ts FROM TO OF`, with DATABASE_URL. Each letter goes the
 * worker's own way from its delivery on; only its time of arrival is told, over the last thirty days. Its marks and words are
 * written by what follows the drain, called at once. `rest` instead: what is left to follow.
 */
import { randomUUID } from 'node:crypto';
import { V7Generator } from 'uuidv7';
import { decode } from '#lib/domain/decode.ts';
import { countArrivals } from '#lib/store/arrivals.ts';
import { closeStore, db } from '#lib/store/client.ts';
import { fingerprintOf } from '#lib/store/fingerprint.ts';
import { followNext, leaveFollowing } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { storeLetters } from '#lib/store/incoming.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { marks } from '#lib/store/marks.ts';
import { openSession } from '#lib/store/sessions.ts';
import { registerWorker } from '#lib/store/workers.ts';
import { makeStoreLetter } from './store-letters.ts';

const BATCH = 500;
const SPAN_MS = 30 * 86_400_000;
const QUEUE = 'letterthief';

const workerId = randomUUID();
const actor = { kind: 'worker', id: workerId } as const;
await registerWorker(actor, {
  id: workerId,
  host: 'bench',
  pid: process.pid,
  version: '0',
  brokerAddress: '',
});
if (process.argv[2] === 'rest') await followRest();
else await fill(...(process.argv.slice(2).map(Number) as [number, number, number]));
await leaveFollowing(actor, workerId);
await closeStore();

async function fill(from: number, to: number, of: number): Promise<void> {
  const sessionId = await openSession(actor, workerId, QUEUE);
  const ids = new V7Generator();
  const end = Math.floor(Date.now() / 60_000) * 60_000;
  let storing: Promise<unknown> = Promise.resolve();
  for (let first = from; first < to; first += BATCH) {
    const arrivedAt = new Date(end - SPAN_MS * (1 - first / of));
    const letters = Array.from({ length: Math.min(BATCH, to - first) }, (_, at) => {
      const delivery = makeStoreLetter(first + at, first + at + 1);
      return {
        id: ids.generateOrResetWithTs(arrivedAt.getTime()).toString(),
        delivery,
        fingerprint: fingerprintOf(delivery),
        derived: decode(delivery),
        keptRawBecause: null,
      };
    });
    await storing;
    storing = storeLetters(actor, { sessionId, queue: QUEUE, arrivedAt, letters, isAlertDue: false }).then(
      () => follow(letters.map(({ id }) => id)),
    );
  }
  await storing;
}

async function follow(ids: readonly string[]): Promise<void> {
  await marks.take(ids);
  await letterTexts.take(ids);
}

/** n.b. what the fillers wrote need not be looked at once more, but for what a migration since wants looked at anew. */
async function followRest(): Promise<void> {
  for (const follower of [marks, letterTexts]) {
    await db()
      .$executeRaw`INSERT INTO follower (name, since, is_complete) VALUES (${follower.name}, pg_current_snapshot()::text, true)
      ON CONFLICT (name) DO UPDATE SET since = EXCLUDED.since, done_until = now() WHERE follower.is_complete`;
    while ((await followNext(actor, workerId, follower))?.hasMore);
  }
  while ((await followNext(actor, workerId, groups))?.hasMore);
  while (await countArrivals(actor));
}
