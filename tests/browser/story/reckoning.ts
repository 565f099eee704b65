// What the shop took, held against what a run says of each of its letters.
import type { TestDatabase } from '#tests/database.ts';
import type { Arrival } from './shop.ts';

type Sent = {
  no: number;
  position: number;
  customer: string;
  outcome: string;
  askedAt: Date;
  settledAt: Date;
};

/** The letters of a run that were sent, in its order. */
export function readSent(database: TestDatabase, runId: string): Promise<Sent[]> {
  return database.query<Sent>(
    `SELECT (b.told->>'no')::int AS no, b.told->>'customer' AS customer, x.position, x.state AS outcome,
        r.asked_at AS "askedAt", r.settled_at AS "settledAt"
      FROM run_letter x JOIN replay r ON r.id = x.replay_id JOIN dead_letter l ON l.id = x.dead_letter_id
      CROSS JOIN LATERAL (SELECT convert_from(l.body, 'UTF8')::json AS told) b
      WHERE x.run_id = $1 ORDER BY x.position`,
    [runId],
  );
}

/** Orders by how often they were taken. */
export function timesTaken(took: readonly Arrival[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const { no } of took) times.set(no, (times.get(no) ?? 0) + 1);
  return times;
}

/** Orders that came to a queue before an earlier one of their customer. */
export function findMisplaced(took: readonly Arrival[], sent: readonly Sent[]): Arrival[] {
  const places = new Map(sent.map(({ no, position }) => [no, position]));
  const last = new Map<string, number>();
  return took.filter(({ no, customer, queue }) => {
    const key = `${customer} ${queue}`;
    const place = places.get(no) ?? 0;
    const isMisplaced = place < (last.get(key) ?? 0);
    last.set(key, place);
    return isMisplaced;
  });
}

/** Letters that were asked for before the previous one of their customer was confirmed. */
export function findHasty(sent: readonly Sent[]): Sent[] {
  const last = new Map<string, Sent>();
  return sent.filter((one) => {
    const before = last.get(one.customer);
    last.set(one.customer, one);
    return before !== undefined && (before.outcome !== 'confirmed' || one.askedAt < before.settledAt);
  });
}
