// By which posts a letter is told.
import type { Actor } from '#lib/domain/actor.ts';
import type { AlertView } from '#lib/domain/alerts/alert-view.ts';
import { db } from './client.ts';
import { isSeenBy } from './scope.ts';

type Row = {
  channel: string;
  route: string | null;
  untoldBecause: 'no_route' | 'reason' | 'ignored' | 'fault' | null;
  kind: string | null;
  stage: string | null;
  postedAt: Date | null;
  nextTryAt: Date | null;
  permalink: string | null;
  problem: string | null;
  unanswered: number | null;
  covers: number;
};

/** A post may cover a million. */
const MOST_COUNTED = 10_000;

/** `covers`: how many letters its post tells of, as far as one may see them. */
export async function readAlertsOf(actor: Actor, deadLetterId: string): Promise<AlertView[]> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT a.channel, r.name AS route, a.untold_because AS "untoldBecause", p.kind, p.stage, p.posted_at AS "postedAt",
      p.next_try_at AS "nextTryAt", p.permalink, p.problem, p.unanswered,
      (SELECT count(*)::int FROM (SELECT FROM alert other JOIN dead_letter l ON l.id = other.dead_letter_id
        WHERE other.post_id = p.id AND ${isSeenBy(actor)} LIMIT ${MOST_COUNTED}) c) AS covers
    FROM alert a LEFT JOIN post p ON p.id = a.post_id LEFT JOIN alert_route r ON r.id = a.route_id
    WHERE a.dead_letter_id = ${deadLetterId}::uuid ORDER BY a.channel`;
  if (rows.length > 0) return rows.map(present);
  const due = await db().alertDue.count({ where: { deadLetterId } });
  return due === 0 ? [] : [{ state: 'due' }];
}

function present({ channel, route, untoldBecause, ...row }: Row): AlertView {
  if (untoldBecause !== null) return { state: 'untold', because: untoldBecause, route };
  const { kind, stage, postedAt, nextTryAt, permalink, problem, unanswered, covers } = row;
  if (stage === 'posted' && postedAt !== null)
    return {
      state: 'posted',
      channel,
      route,
      postedAt: postedAt.toISOString(),
      problem,
      permalink,
      isInThread: kind === 'reply',
      covers,
      unanswered: unanswered ?? 0,
    };
  const isLater = nextTryAt !== null && nextTryAt.getTime() > Date.now();
  const notBefore = isLater && problem === null ? nextTryAt.toISOString() : null;
  return { state: stage === 'failed' ? 'failed' : 'waiting', channel, route, problem, notBefore };
}
