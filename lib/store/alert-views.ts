// By which post a letter is covered.
import type { Actor } from '#lib/domain/actor.ts';
import type { AlertView } from '#lib/domain/dead-letter.ts';
import { db } from './client.ts';
import { isSeenBy } from './scope.ts';

type Row = {
  channel: string;
  stage: string | null;
  postedAt: Date | null;
  problem: string | null;
  unanswered: number | null;
  covers: number;
};

/** `covers`: how many letters its post tells of, as far as one may see them. */
export async function readAlertOf(actor: Actor, deadLetterId: string): Promise<AlertView> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT a.channel, p.stage, p.posted_at AS "postedAt", p.problem, p.unanswered,
      (SELECT count(*)::int FROM alert other JOIN dead_letter l ON l.id = other.dead_letter_id
        WHERE other.post_id = p.id AND ${isSeenBy(actor)}) AS covers
    FROM alert a LEFT JOIN post p ON p.id = a.post_id WHERE a.dead_letter_id = ${deadLetterId}::uuid`;
  if (row === undefined) return { state: 'not_configured' };
  const { channel, postedAt, problem } = row;
  if (row.stage !== 'posted' || postedAt === null)
    return { state: problem === null ? 'waiting' : 'failed', channel, problem };
  return {
    state: 'posted',
    channel,
    postedAt: postedAt.toISOString(),
    covers: row.covers,
    unanswered: row.unanswered ?? 0,
  };
}
