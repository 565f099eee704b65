// How many letters arrived, by hour and queue: counted once an hour is over, since arrivals do not change any more.
import type { Actor } from '#lib/domain/actor.ts';
import { firstIdAt, timeOfId } from '#lib/domain/cursor.ts';
import { HOUR_MS } from '#lib/domain/histogram.ts';
import { db, type Tx } from './client.ts';

/** A batch that took long may still commit letters of the hour before. */
const LATE_MS = 5 * 60_000;
/** So many hours at once. */
const STEP_HOURS = 24;

/** Counts the next day of hours that are over, by the time in each letter's id, as filters go. Gives whether there are more. */
export async function countArrivals(_actor: Actor, nowMs = Date.now()): Promise<boolean> {
  const last = Math.floor((nowMs - LATE_MS) / HOUR_MS) * HOUR_MS;
  return db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<
      { until: Date }[]
    >`SELECT until FROM arrival_counted FOR UPDATE SKIP LOCKED`;
    const from = row?.until.getTime() ?? (await findBeginning());
    const until = from === null ? null : Math.min(last, from + STEP_HOURS * HOUR_MS);
    if (from === null || until === null || until <= from) return false;
    const begun = row ?? (await begin(from));
    if (begun === null) return false;
    await tx.$executeRaw`
      INSERT INTO arrival_hour (hour, source_queue, dead_letter_queue, letters)
      SELECT to_timestamp(('x' || left(replace(l.id::text, '-', ''), 12))::bit(48)::bigint / ${HOUR_MS} * ${HOUR_MS / 1000}), l.source_queue, l.dead_letter_queue, count(*)::int FROM dead_letter l
      WHERE l.id >= ${firstIdAt(new Date(from))}::uuid AND l.id < ${firstIdAt(new Date(until))}::uuid GROUP BY 1, 2, 3`;
    await tx.$executeRaw`UPDATE arrival_counted SET until = ${new Date(until)}`;
    return until < last;

    /** Null where another worker was first, or is at it. */
    async function begin(at: number): Promise<{ until: Date } | null> {
      const made = await tx.$executeRaw`
        INSERT INTO arrival_counted (until) VALUES (${new Date(at)}) ON CONFLICT (id) DO NOTHING`;
      return made === 1 ? { until: new Date(at) } : null;
    }

    async function findBeginning(): Promise<number | null> {
      const [first] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM dead_letter ORDER BY id LIMIT 1`;
      return first === undefined ? null : Math.floor(timeOfId(first.id).getTime() / HOUR_MS) * HOUR_MS;
    }
  });
}

/** All hours are counted anew: their letters' queues read otherwise now. */
export async function countArrivalsAnew(tx: Tx): Promise<void> {
  await tx.$executeRaw`DELETE FROM arrival_counted`;
  await tx.$executeRaw`DELETE FROM arrival_hour`;
}

/** Letters of an older time came: what arrived from then on is counted anew. */
export async function countArrivalsFrom(_actor: Actor, time: Date): Promise<void> {
  const hour = new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS);
  await db().$transaction([
    db().$executeRaw`UPDATE arrival_counted SET until = least(until, ${hour})`,
    db().$executeRaw`DELETE FROM arrival_hour WHERE hour >= ${hour}`,
  ]);
}

/** Hours before this are counted; null before the first. */
export async function readCountedUntil(_actor: Actor): Promise<number | null> {
  const row = await db().arrivalCounted.findUnique({ where: { id: 1 } });
  return row?.until.getTime() ?? null;
}
