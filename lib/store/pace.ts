// How much of each kind the workspace takes, over all workers: a call takes its place in a line that moves on by itself.
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';

/** At most `burst` at once, and one more every `everyMs`. */
type Pace = { everyMs: number; burst: number };

/**
 * chat.postMessage: "several hundred a minute" and workspace; chat.update is of Tier 3: 50 a minute
 * (https://docs.slack.dev/apis/web-api/rate-limits). Both stay below with all that may burst.
 */
const paces = {
  posts: { everyMs: 250, burst: 50 },
  updates: { everyMs: 1500, burst: 8 },
} as const satisfies Record<string, Pace>;
export type PaceName = keyof typeof paces;

/** Slack, which alone has these limits, or any other way out: one that hangs holds up no post of the other kind. */
export type WayOut = 'slack' | 'elsewhere';

/** Of a column with the name of a channel. */
export function goes(to: WayOut, column: Prisma.Sql): Prisma.Sql {
  const is = Prisma.sql`${column} ~ '^(webhook|teams|email):'`;
  return to === 'elsewhere' ? is : Prisma.sql`NOT (${is})`;
}

/** Locks the line until the transaction ends: whoever goes next sees what we took. */
export async function isFree(tx: Tx, name: PaceName): Promise<boolean> {
  await tx.$executeRaw`INSERT INTO pace (name) VALUES (${name}) ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<{ isFree: boolean }[]>`
    SELECT next_at <= clock_timestamp() AS "isFree" FROM pace WHERE name = ${name} FOR UPDATE`;
  return row?.isFree === true;
}

/** n.b. The line never lies further back than what may burst. */
export async function takePace(tx: Tx, name: PaceName, to: WayOut): Promise<void> {
  if (to !== 'slack') return;
  const { everyMs, burst } = paces[name];
  await tx.$executeRaw`
    UPDATE pace SET next_at = greatest(next_at, clock_timestamp() - make_interval(secs => ${((burst - 1) * everyMs) / 1000}))
      + make_interval(secs => ${everyMs / 1000}) WHERE name = ${name}`;
}

/** Nothing was called after all. */
export async function givePace(tx: Tx, name: PaceName, to: WayOut): Promise<void> {
  if (to !== 'slack') return;
  const seconds = paces[name].everyMs / 1000;
  await tx.$executeRaw`UPDATE pace SET next_at = next_at - make_interval(secs => ${seconds}) WHERE name = ${name}`;
}

/** Slack said so: nothing of this kind for a while. */
export async function holdPace(tx: Tx, name: PaceName, waitMs: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE pace SET next_at = greatest(next_at, clock_timestamp() + make_interval(secs => ${waitMs / 1000})) WHERE name = ${name}`;
}
