// Replays as a worker carries them out: stages only move forward, but for what surely never left (delivery contract, "Replay").
import type { Actor } from '#lib/domain/actor.ts';
import type { ReplayStage } from '#lib/domain/dead-letter.ts';
import { plain } from '#lib/domain/plain-text.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import { writeBells } from './bells.ts';
import { db } from './client.ts';
import { prepared } from './prepared.ts';
import { lease } from './replay-claims.ts';

/** asked: it surely never left, and waits for the next worker. */
export type Settlement = {
  id: string;
  deadLetterId: string;
  stage: Extract<ReplayStage, 'confirmed' | 'returned' | 'nacked' | 'refused' | 'unknown' | 'asked'>;
  detail: string | null;
  dropped: readonly string[];
};

const RESUMED =
  'Its dead-letter queue was no longer paused when its turn came: it would have come in again at once';
const MAX_DETAIL = 2000;
const MAX_DROPPED = 1100;

/**
 * One step of a worker's window, in one transaction. Writes outcomes down and what they make of the letters: all but
 * a confirm opens them again, saying what is known. And marks others `publishing`, committed before their bytes leave:
 * `marked` are still ours; the rest must not be published. `barred` were to be put back into a queue that is drained again: they
 * are refused with this step. A replay that is no longer ours (its lease lapsed) is left
 * as it is. A step whose answer was lost may be repeated with `isRepeated`: what it marked before still counts as marked.
 */
export async function moveReplays(
  _actor: Actor,
  workerId: string,
  step: { settle: readonly Settlement[]; publish: readonly string[]; isRepeated?: boolean },
): Promise<{ marked: Set<string>; barred: Set<string> }> {
  // In the order of their letters, as a person's request locks them.
  const settle = step.settle.toSorted((a, b) => (a.deadLetterId < b.deadLetterId ? -1 : 1));
  // Most replays of a step leave out the same.
  const lists = settle.map(({ dropped }) => JSON.stringify(dropped));
  const distinct = [...new Map(settle.map(({ dropped }, at) => [lists[at], dropped]))];
  const [row] = await prepared<{ marked: string; barred: string }>('move replays', move, [
    workerId,
    writeWords(step.publish),
    step.isRepeated === true,
    writeWords(settle.map(({ id }) => id)),
    writeWords(settle.map(({ stage }) => stage)),
    writeTexts(settle.map(({ detail }) => (detail === null ? null : plain(detail, MAX_DETAIL)))),
    writeNumbers(lists.map((list) => distinct.findIndex(([one]) => one === list) + 1)),
    writeTexts(distinct.map(([, dropped]) => sayDropped(dropped))),
  ]);
  return { marked: readWords(row!.marked), barred: readWords(row!.barred) };
}

const move = `
  WITH barred AS (
    SELECT r.id FROM replay r WHERE r.id = ANY($2::uuid[]) AND r.to_kind = 'dead_letter_queue'
      AND NOT EXISTS (SELECT FROM queue q WHERE q.broker_id = r.broker_id AND q.name = r.to_routing_key AND q.paused_at IS NOT NULL)
  ), marked AS (
    UPDATE replay SET stage = 'publishing', publishing_at = now(), lease_until = ${lease}
    WHERE id = ANY($2::uuid[]) AND worker_id = $1::uuid AND (stage = 'claimed' OR ($3::boolean AND stage = 'publishing'))
      AND id NOT IN (SELECT id FROM barred)
    RETURNING id
  ), settled AS (
    UPDATE replay r SET stage = u.stage, detail = u.detail, dropped = coalesce(($8::jsonb[])[u.dropped], '[]'), lease_until = NULL,
      settled_at = CASE WHEN u.stage <> 'asked' THEN now() END,
      worker_id = CASE WHEN u.stage <> 'asked' THEN r.worker_id END
    FROM (SELECT * FROM unnest($4::uuid[], $5::text[], $6::text[], $7::int[])
      UNION ALL SELECT id, 'refused', '${RESUMED}', 0 FROM barred) AS u(id, stage, detail, dropped)
    WHERE r.id = u.id AND r.worker_id = $1::uuid AND r.stage IN ('claimed', 'publishing')
    RETURNING r.id, r.dead_letter_id, r.stage, r.run_id
  ), ${moveLetters()}
  SELECT (SELECT coalesce(string_agg(id::text, ','), '') FROM marked) AS marked,
    (SELECT coalesce(string_agg(s.id::text, ','), '') FROM settled s JOIN barred USING (id)) AS barred`;

function readWords(text: string): Set<string> {
  return new Set(text === '' ? [] : text.split(','));
}

/** Replays whose lease lapsed: claimed ones are asked again, publishing ones are unknown. Gives how many became unknown. */
export async function sweepReplays(_actor: Actor): Promise<number> {
  await db().$executeRaw`UPDATE replay SET stage = 'asked', worker_id = NULL, lease_until = NULL
    WHERE settled_at IS NULL AND stage = 'claimed' AND lease_until < now()`;
  const rows = await prepared<{ id: string }>(
    'sweep replays',
    `
    WITH settled AS (
      UPDATE replay r SET stage = 'unknown', settled_at = now(), lease_until = NULL,
        detail = 'The worker ended between publishing and the broker''s confirm: it may have been published'
      WHERE r.settled_at IS NULL AND r.stage = 'publishing' AND r.lease_until < now()
      RETURNING r.id, r.dead_letter_id, r.stage, r.run_id
    ), ${moveLetters()} SELECT dead_letter_id AS id FROM settled`,
    [],
  );
  await ringMoved(
    _actor,
    rows.map(({ id }) => id),
  );
  return rows.length;
}

/** Tells the pages which letters moved. Apart from the moves: commits that notify wait for each other. */
export async function ringMoved(_actor: Actor, deadLetterIds: readonly string[]): Promise<void> {
  const bells = writeBells(deadLetterIds);
  if (bells.length > 0)
    await prepared('ring', `SELECT pg_notify('letterthief', bell) FROM unnest($1::text[]) AS u(bell)`, [
      bells,
    ]);
}

/**
 * A confirmed one stands there as replayed since it was asked for. Who listens hears of all that are settled, and their runs count
 * them with their next steps.
 */
function moveLetters(): string {
  return `moved AS (
    UPDATE dead_letter l SET status = 'open', last_outcome = s.stage
    FROM settled s WHERE l.id = s.dead_letter_id AND s.stage NOT IN ('asked', 'confirmed')
  ), told AS (
    INSERT INTO event (kind, ids) SELECT 'replays', array_agg(id) FROM settled WHERE stage <> 'asked' HAVING count(*) > 0
  ), counted AS (
    INSERT INTO run_settled (run_id, stage, letters)
    SELECT run_id, stage, count(*) FROM settled WHERE run_id IS NOT NULL AND stage <> 'asked' GROUP BY 1, 2
  )`;
}

/** Names of headers may hold what Postgres' text and jsonb cannot. */
function sayDropped(dropped: readonly string[]): string {
  return JSON.stringify(dropped.slice(0, MAX_DROPPED).map((one) => plain(one, 300)));
}
