// The account of a trial, body by body: what was published against what is stored.
import type { TrialDatabase } from './database.ts';

export type Account = {
  rows: number;
  matched: number;
  marked: number;
  /** Not there, and no twin that is there says "perhaps two". */
  lost: number;
  surplus: number;
  surplusUnmarked: number;
  /** Bodies that came more often than they were published: stored, and then delivered again. */
  cameAgain: readonly string[];
  /** Bodies of which no row exists: with these, the drain is not over. */
  missing: number;
  /** Some of what is wrong, for whoever looks into it. */
  examples: readonly string[];
};

type Row = { body: string; rows: number; redeliveries: number; marked: number };

export async function takeAccount(
  database: TrialDatabase,
  published: ReadonlyMap<string, number>,
): Promise<Account> {
  const rows = await database.query<Row>(
    `SELECT convert_from(body, 'UTF8') AS body, count(*)::int AS rows, sum(redeliveries)::int AS redeliveries,
      count(*) FILTER (WHERE is_perhaps_two)::int AS marked FROM dead_letter GROUP BY dead_letter.body`,
  );
  const stored = new Map(rows.map((row) => [row.body, row]));
  const account = { rows: 0, matched: 0, marked: 0, lost: 0, surplus: 0, surplusUnmarked: 0, missing: 0 };
  const cameAgain: string[] = [];
  const examples: string[] = [];
  for (const [body, times] of published) {
    const row = stored.get(body) ?? { body, rows: 0, redeliveries: 0, marked: 0 };
    account.rows += row.rows;
    account.matched += row.redeliveries;
    account.marked += row.marked;
    if (row.rows === 0) account.missing++;
    if (row.rows + row.redeliveries > times) cameAgain.push(body);
    const isMerged = row.rows > 0 && row.marked > 0;
    if (row.rows < times && !isMerged) account.lost += times - row.rows;
    if (row.rows > times) account.surplus += row.rows - times;
    account.surplusUnmarked += Math.max(0, row.rows - times - row.marked);
    const isWrong = row.rows > times || (row.rows < times && !isMerged);
    if (isWrong && examples.length < 5)
      examples.push(
        `"${body}" published ${times}x, stored ${row.rows}x, delivered again ${row.redeliveries}x, marked ${row.marked}x`,
      );
  }
  const strangers = rows.filter(({ body }) => !published.has(body));
  if (strangers.length > 0) examples.push(`${strangers.length} bodies are stored that nobody published`);
  return { ...account, cameAgain, examples };
}
