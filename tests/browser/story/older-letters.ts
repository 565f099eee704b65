// Letters of the days before, stored as the worker stores them: the letters of the story lie among them.
import { V7Generator } from 'uuidv7';
import { decode } from '#lib/domain/decode.ts';
import { fingerprintOf } from '#lib/store/fingerprint.ts';
import { storeLetters } from '#lib/store/incoming.ts';
import { openTestSession, worker } from '#tests/letters.ts';
import { failing } from '#tests/store/failing.ts';

const DAY_MS = 86_400_000;
const BATCH = 500;

const failures = [
  { queue: 'reports.nightly', type: 'com.shop.DiskFull', message: 'No space left on /dev/sda1' },
  { queue: 'orders.billing', type: 'com.shop.BankAway', message: 'Bank 7 did not answer in 30 s' },
  { queue: 'search.index', type: 'com.shop.TooManyFields', message: 'Document 12 has 1001 fields' },
];

/** From eight days ago to two days ago. */
export async function storeOlderLetters(count: number): Promise<void> {
  const { sessionId } = await openTestSession();
  const ids = new V7Generator();
  const since = Date.now() - 8 * DAY_MS;
  for (let first = 0; first < count; first += BATCH) {
    const arrivedAt = new Date(since + (6 * DAY_MS * first) / count);
    const letters = Array.from({ length: Math.min(BATCH, count - first) }, (_, at) => {
      const told = failing(failures[(first + at) % failures.length]);
      return {
        id: ids.generateOrResetWithTs(arrivedAt.getTime()).toString(),
        delivery: told,
        fingerprint: fingerprintOf(told),
        derived: decode(told),
        keptRawBecause: null,
      };
    });
    await storeLetters(worker, { sessionId, queue: 'letterthief', arrivedAt, letters, isAlertDue: false });
  }
}
