// What watches find, as things stand now. In the transaction of who looks, which is alone at it.
import type { Finding, Watch } from '#lib/domain/alerts/watches.ts';
import { firstIdAt, timeOfId } from '#lib/domain/cursor.ts';
import type { Tx } from './client.ts';
import { likePattern } from './scope.ts';
import { WORKER_ALIVE_S } from './workers.ts';

/** Of each watch; more is not told one by one. */
const MOST = 100;

/** Only what has lasted as long as the watch wants. */
export async function findAlarms(tx: Tx, watch: Watch): Promise<Finding[]> {
  switch (watch.kind) {
    case 'oldest_open':
      return findOldest(tx, watch);
    case 'group_growing':
      return findGrowing(tx, watch);
    case 'drain_stopped':
      return findUndrained(tx, watch);
    case 'broker_unreachable':
      return findUnreachable(tx, watch);
  }
}

type Of<Kind extends Watch['kind']> = Extract<Watch, { kind: Kind }>;

/** Of groups that are open and not snoozed: the oldest open letter of each, by an index of its own. */
async function findOldest(tx: Tx, { queues, minutes }: Of<'oldest_open'>): Promise<Finding[]> {
  const limit = firstIdAt(new Date(Date.now() - minutes * 60_000));
  const rows = await tx.$queryRaw<{ subject: string; id: string }[]>`
    SELECT g.source_queue AS subject, min(o.id::text) AS id FROM failure_group g CROSS JOIN LATERAL (
      SELECT m.dead_letter_id AS id FROM group_letter m
      WHERE m.group_id = g.id AND m.is_open AND m.dead_letter_id < ${limit}::uuid ORDER BY m.dead_letter_id LIMIT 1) o
    WHERE g.open_letters > 0 AND g.state = 'open' AND g.first_letter_id < ${limit}::uuid
      AND (g.snoozed_until IS NULL OR g.snoozed_until < now()) AND g.source_queue LIKE ${likePattern(queues)}
    GROUP BY g.source_queue ORDER BY 2 LIMIT ${MOST}`;
  return rows.map(({ subject, id }) => ({ subject, since: timeOfId(id), detail: null, letters: 0 }));
}

async function findGrowing(
  tx: Tx,
  { queues, letters: most, minutes }: Of<'group_growing'>,
): Promise<Finding[]> {
  const from = firstIdAt(new Date(Date.now() - minutes * 60_000));
  const rows = await tx.$queryRaw<{ subject: string; detail: string; letters: number; first: string }[]>`
    SELECT g.id AS subject, g.title AS detail, c.letters, c.first FROM failure_group g CROSS JOIN LATERAL (
      SELECT count(*)::int AS letters, min(m.dead_letter_id::text) AS first FROM (
        SELECT dead_letter_id FROM group_letter WHERE group_id = g.id AND dead_letter_id >= ${from}::uuid LIMIT ${most + 1}) m) c
    WHERE g.last_letter_id >= ${from}::uuid AND g.source_queue LIKE ${likePattern(queues)} AND g.state <> 'ignored'
      AND (g.snoozed_until IS NULL OR g.snoozed_until < now()) AND c.letters > ${most}
    ORDER BY c.letters DESC, g.id LIMIT ${MOST}`;
  return rows.map(({ first, ...row }) => ({ ...row, since: timeOfId(first) }));
}

/** Queues that were drained once, are not paused, and have no session that lives. */
async function findUndrained(tx: Tx, { minutes }: Of<'drain_stopped'>): Promise<Finding[]> {
  return tx.$queryRaw<Finding[]>`
    SELECT q.name AS subject, s.last AS since, q.problem AS detail, 0 AS letters
    FROM queue q CROSS JOIN LATERAL (SELECT max(s.alive_at) AS last FROM session s WHERE s.broker_id = q.broker_id AND s.queue = q.name) s
    WHERE q.paused_at IS NULL AND s.last < now() - make_interval(mins => ${minutes})
      AND q.seen_at > now() - interval '1 day'
    ORDER BY s.last LIMIT ${MOST}`;
}

/** All workers that live say that it cannot be reached. Since when, their sessions tell: none lived later. */
async function findUnreachable(tx: Tx, { minutes }: Of<'broker_unreachable'>): Promise<Finding[]> {
  return tx.$queryRaw<Finding[]>`
    SELECT '' AS subject, coalesce(s.last, w.started) AS since, w.said AS detail, 0 AS letters
    FROM (SELECT bool_and(problems ? 'broker') AS are_all, min(problems->>'broker') AS said, min(started_at) AS started FROM worker
        WHERE stopped_at IS NULL AND alive_at > now() - make_interval(secs => ${WORKER_ALIVE_S})) w
      CROSS JOIN (SELECT max(alive_at) AS last FROM session) s
    WHERE w.are_all AND coalesce(s.last, w.started) < now() - make_interval(mins => ${minutes})`;
}
