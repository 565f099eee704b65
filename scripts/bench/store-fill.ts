/**
 * A process that fills a store: `node --import tsx scripts/bench/store-fill.ts FROM TO OF`, with DATABASE_URL. Each letter goes the
 * worker's own way from its delivery on; only its time of arrival is told, over the last thirty days.
 */
import { V7Generator } from 'uuidv7';
import { randomUUID } from 'node:crypto';
import { decode } from '#lib/domain/decode.ts';
import { closeStore } from '#lib/store/client.ts';
import { fingerprintOf } from '#lib/store/fingerprint.ts';
import { storeLetters } from '#lib/store/incoming.ts';
import { openSession } from '#lib/store/sessions.ts';
import { registerWorker } from '#lib/store/workers.ts';
import { makeStoreLetter } from './store-letters.ts';

const BATCH = 500;
const SPAN_MS = 30 * 86_400_000;
const QUEUE = 'letterthief';

const [from = 0, to = 0, of = 0] = process.argv.slice(2).map(Number);
const workerId = randomUUID();
const actor = { kind: 'worker', id: workerId } as const;
const ids = new V7Generator();
const end = Math.floor(Date.now() / 60_000) * 60_000;

await registerWorker(actor, {
  id: workerId,
  host: 'bench',
  pid: process.pid,
  version: '0',
  brokerAddress: '',
});
const sessionId = await openSession(actor, workerId, QUEUE);
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
  storing = storeLetters(actor, { sessionId, queue: QUEUE, arrivedAt, letters, alertChannel: null });
}
await storing;
await closeStore();
