// Replays as a worker carries them out: stages only move forward, but for what surely never left (delivery contract, "Replay").
import type { Actor } from '#lib/domain/actor.ts';
import type { ReplayStage } from '#lib/domain/dead-letter.ts';
import { plain } from '#lib/domain/plain-text.ts';
import type { ReplayTo } from '#lib/domain/replay-request.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import { ringReplays } from './bells.ts';
import { db, lookups } from './client.ts';

export type ClaimedReplay = {
  id: string;
  deadLetterId: string;
  exchange: string;
  /** As text; what text cannot hold of an origin's is read from the letter. */
  routingKey: string;
  toKind: ReplayTo['kind'];
  leftOut: string[];
  /** The body is changed where its framework counts in it. */
  amendsBody: boolean;
  /** The framework whose marks the letter bears. */
  convention: string | null;
  /** Of its letter's properties and body. */
  bytes: number;
  /** Null where it was not asked for: readContents gives it. */
  content: Content | null;
};

export type Content = { propertyBytes: Uint8Array; body: Uint8Array };

/** asked: it surely never left, and waits for the next worker. */
export type Settlement = {
  id: string;
  deadLetterId: string;
  stage: Extract<ReplayStage, 'confirmed' | 'returned' | 'nacked' | 'refused' | 'unknown' | 'asked'>;
  detail: string | null;
  dropped: readonly string[];
};

/** A claim that is not carried on for this long goes back; past `publishing` its outcome is unknown. */
export const LEASE_S = 60;
const lease = `now() + make_interval(secs => ${LEASE_S})`;
const MAX_DETAIL = 2000;
const MAX_DROPPED = 1100;

/**
 * Takes up to `limit` asked replays, oldest first. Any number of workers may claim at once. Contents of up to `maxBytes` in
 * all come along, but none over `maxEach` and none that lies in parts.
 */
export async function claimReplays(
  _actor: Actor,
  workerId: string,
  limit: number,
  { maxBytes, maxEach }: { maxBytes: number; maxEach: number },
): Promise<ClaimedReplay[]> {
  const rows = await run<Omit<ClaimedReplay, 'content'> & Nullable<Content>>('claim replays', claim, [
    workerId,
    limit,
    maxEach,
    maxBytes,
  ]);
  return rows.map(({ propertyBytes, body, ...rest }) => ({
    ...rest,
    content: propertyBytes && body ? { propertyBytes, body } : null,
  }));
}

/** Over the driver itself: Prisma would turn the bytes into JSON and back. Prepared once a connection. */
async function run<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
  return (await lookups().query<Row>({ name, text, values })).rows;
}

type Nullable<T> = { [Key in keyof T]: T[Key] | null };

const claim = `
  WITH due AS MATERIALIZED (
    SELECT id FROM replay WHERE settled_at IS NULL AND stage = 'asked' ORDER BY asked_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE replay r SET stage = 'claimed', worker_id = $1::uuid, lease_until = ${lease} FROM due WHERE r.id = due.id
    RETURNING r.id, r.asked_at, r.dead_letter_id, r.to_kind, r.to_exchange, r.to_routing_key, r.left_out, r.amends_body
  ), found AS (
    SELECT c.*, l.convention, l.property_bytes, l.body, octet_length(l.property_bytes) + l.body_bytes AS bytes,
      l.body IS NOT NULL AND octet_length(l.property_bytes) + l.body_bytes <= $3 AS is_small
    FROM claimed c JOIN dead_letter l ON l.id = c.dead_letter_id
  ), summed AS (
    SELECT *, is_small AND sum(bytes) FILTER (WHERE is_small) OVER (ORDER BY asked_at, id) <= $4 AS comes FROM found
  )
  SELECT id, dead_letter_id AS "deadLetterId", to_exchange AS exchange, to_routing_key AS "routingKey",
    to_kind AS "toKind", coalesce(left_out, '{}') AS "leftOut", amends_body AS "amendsBody", convention,
    bytes, CASE WHEN comes THEN property_bytes END AS "propertyBytes", CASE WHEN comes THEN body END AS body
  FROM summed ORDER BY asked_at, id`;

/** What letters hold that lie whole in their rows; those in parts come with an empty body. */
export async function readContents(
  _actor: Actor,
  deadLetterIds: readonly string[],
): Promise<Map<string, Content & { isParted: boolean }>> {
  const rows = await run<Content & { id: string; isParted: boolean }>(
    'read contents',
    `SELECT id, property_bytes AS "propertyBytes", coalesce(body, '') AS body, body IS NULL AS "isParted"
    FROM dead_letter WHERE id = ANY($1::uuid[])`,
    [writeWords(deadLetterIds)],
  );
  return new Map(rows.map(({ id, ...content }) => [id, content]));
}

/**
 * One step of a worker's window, in one transaction. Writes outcomes down and what they make of the letters: all but
 * a confirm opens them again, saying what is known. And marks others `publishing`, committed before their bytes leave:
 * gives the ids that are still ours; the rest must not be published. A replay that is no longer ours (its lease lapsed) is left
 * as it is. A step whose answer was lost may be repeated with `isRepeated`: what it marked before still counts as marked.
 */
export async function moveReplays(
  _actor: Actor,
  workerId: string,
  step: { settle: readonly Settlement[]; publish: readonly string[]; isRepeated?: boolean },
): Promise<Set<string>> {
  // In the order of their letters, as a person's request locks them.
  const settle = step.settle.toSorted((a, b) => (a.deadLetterId < b.deadLetterId ? -1 : 1));
  // Most replays of a step leave out the same.
  const lists = settle.map(({ dropped }) => JSON.stringify(dropped));
  const distinct = [...new Map(settle.map(({ dropped }, at) => [lists[at], dropped]))];
  const rows = await run<{ id: string }>('move replays', move, [
    workerId,
    writeWords(step.publish),
    step.isRepeated === true,
    writeWords(settle.map(({ id }) => id)),
    writeWords(settle.map(({ stage }) => stage)),
    writeTexts(settle.map(({ detail }) => (detail === null ? null : plain(detail, MAX_DETAIL)))),
    writeNumbers(lists.map((list) => distinct.findIndex(([one]) => one === list) + 1)),
    writeTexts(distinct.map(([, dropped]) => sayDropped(dropped))),
  ]);
  return new Set(rows.map(({ id }) => id));
}

const move = `
  WITH marked AS (
    UPDATE replay SET stage = 'publishing', publishing_at = now(), lease_until = ${lease}
    WHERE id = ANY($2::uuid[]) AND worker_id = $1::uuid AND (stage = 'claimed' OR ($3::boolean AND stage = 'publishing'))
    RETURNING id
  ), settled AS (
    UPDATE replay r SET stage = u.stage, detail = u.detail, dropped = ($8::jsonb[])[u.dropped], lease_until = NULL,
      settled_at = CASE WHEN u.stage <> 'asked' THEN now() END,
      worker_id = CASE WHEN u.stage <> 'asked' THEN r.worker_id END
    FROM unnest($4::uuid[], $5::text[], $6::text[], $7::int[]) AS u(id, stage, detail, dropped)
    WHERE r.id = u.id AND r.worker_id = $1::uuid AND r.stage IN ('claimed', 'publishing')
    RETURNING r.id, r.dead_letter_id, r.stage
  ), ${moveLetters()}
  SELECT id FROM marked`;

/** Replays whose lease lapsed: claimed ones are asked again, publishing ones are unknown. Gives how many became unknown. */
export async function sweepReplays(_actor: Actor): Promise<number> {
  await db().$executeRaw`UPDATE replay SET stage = 'asked', worker_id = NULL, lease_until = NULL
    WHERE settled_at IS NULL AND stage = 'claimed' AND lease_until < now()`;
  const rows = await run<{ id: string }>(
    'sweep replays',
    `
    WITH settled AS (
      UPDATE replay r SET stage = 'unknown', settled_at = now(), lease_until = NULL,
        detail = 'The worker ended between publishing and the broker''s confirm: it may have been published'
      WHERE r.settled_at IS NULL AND r.stage = 'publishing' AND r.lease_until < now() RETURNING r.id, r.dead_letter_id, r.stage
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
  await db().$transaction((tx) => ringReplays(tx, deadLetterIds));
}

/** A confirmed one stands there as replayed since it was asked for. Who listens hears of all that are settled. */
function moveLetters(): string {
  return `moved AS (
    UPDATE dead_letter l SET status = 'open', last_outcome = s.stage
    FROM settled s WHERE l.id = s.dead_letter_id AND s.stage NOT IN ('asked', 'confirmed')
  ), told AS (
    INSERT INTO event (kind, ids) SELECT 'replays', array_agg(id) FROM settled WHERE stage <> 'asked' HAVING count(*) > 0
  )`;
}

/** Names of headers may hold what Postgres' text and jsonb cannot. */
function sayDropped(dropped: readonly string[]): string {
  return JSON.stringify(dropped.slice(0, MAX_DROPPED).map((one) => plain(one, 300)));
}
