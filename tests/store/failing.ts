// Letters that failed, for tests of groups: an error as Spring writes it, and how all groups would be counted anew.
import { createHash } from 'node:crypto';
import { causeOf, keyOf, type Caused } from '#lib/domain/failure-group.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import type { TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, text } from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';

export type Failure = { queue?: string; type?: string; message?: string; call?: string; line?: number };

export function failing({
  queue = 'orders.billing',
  type = 'com.shop.CardDeclined',
  message = `Card ${Math.floor(Math.random() * 1e9)} declined`,
  call = 'com.shop.Charge.run',
  line = 42,
}: Failure = {}): Delivery {
  const stack = `${type}: ${message}\n\tat ${call}(Charge.java:${line})\n\tat com.shop.Main.main(Main.java:7)`;
  return delivery({
    headers: joinBytes(
      deathIn(queue),
      text('x-exception-message', message),
      text('x-exception-stacktrace', stack),
    ),
  });
}

type Counted = { letters: number; open: number; first: string; last: string; hours: Record<string, number> };

/** By key, from the letters alone. */
export async function countPlainly(database: TestDatabase): Promise<Record<string, Counted>> {
  const rows = await database.query<Caused & { id: string; status: string; hour: string }>(
    `SELECT id, source_queue AS "sourceQueue", reason, error_type AS "errorType", error_message AS "errorMessage",
      error_stack AS "errorStack", status, date_trunc('hour', arrived_at)::text AS hour FROM dead_letter ORDER BY id`,
  );
  const counted: Record<string, Counted> = {};
  for (const row of rows) {
    const key = createHash('sha256')
      .update(keyOf(causeOf(row)))
      .digest('hex');
    const group = (counted[key] ??= { letters: 0, open: 0, first: row.id, last: row.id, hours: {} });
    group.letters++;
    group.open += row.status === 'open' ? 1 : 0;
    group.last = row.id;
    group.hours[row.hour] = (group.hours[row.hour] ?? 0) + 1;
  }
  return counted;
}

/** By key, as the groups say. */
export async function readCounts(database: TestDatabase): Promise<Record<string, Counted>> {
  const rows = await database.query<Counted & { key: string }>(
    `SELECT encode(g.key, 'hex') AS key, g.letters, g.open_letters AS open, g.first_letter_id AS first, g.last_letter_id AS last,
      (SELECT json_object_agg(h.hour::text, h.letters) FROM group_hour h WHERE h.group_id = g.id AND h.letters > 0) AS hours
    FROM failure_group g WHERE g.letters > 0`,
  );
  return Object.fromEntries(rows.map(({ key, ...counted }) => [key, counted]));
}
