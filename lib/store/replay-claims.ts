// Asked replays, claimed by a worker, and what is to be sent for them.
import type { Actor } from '#lib/domain/actor.ts';
import type { ReplayTo } from '#lib/domain/replay-request.ts';
import { writeWords } from './array-text.ts';
import { prepared } from './prepared.ts';

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
  /** Its message was edited: what a framework wrapped around it is off already. */
  isEdited: boolean;
  /** The framework whose marks the letter bears. */
  convention: string | null;
  /** Of its letter's properties and body. */
  bytes: number;
  /** Null where it was not asked for: readContents gives it. */
  content: Content | null;
};

export type Content = { propertyBytes: Uint8Array; body: Uint8Array };

/** A claim that is not carried on for this long goes back; past `publishing` its outcome is unknown. */
export const LEASE_S = 60;
export const lease = `now() + make_interval(secs => ${LEASE_S})`;

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
  return presentClaimed(
    await prepared<ClaimedRow>('claim replays', claim, [workerId, limit, maxEach, maxBytes]),
  );
}

/** Replays that were claimed for this worker when they were made (stepRun); those that are its own no more are left out. */
export async function readClaimed(
  _actor: Actor,
  workerId: string,
  ids: readonly string[],
  { maxBytes, maxEach }: { maxBytes: number; maxEach: number },
): Promise<ClaimedReplay[]> {
  return presentClaimed(
    await prepared<ClaimedRow>('read claimed', known, [workerId, writeWords(ids), maxEach, maxBytes]),
  );
}

/** Claimed replays that this worker does not carry out after all: any worker may claim them. */
export async function releaseClaimed(_actor: Actor, workerId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await prepared(
    'release claimed',
    `WITH released AS (
      UPDATE replay SET stage = 'asked', worker_id = NULL, lease_until = NULL
      WHERE id = ANY($2::uuid[]) AND worker_id = $1::uuid AND stage = 'claimed'
    ) SELECT pg_notify('letterthief', '{"kind":"asked"}')`,
    [workerId, writeWords(ids)],
  );
}

type ClaimedRow = Omit<ClaimedReplay, 'content'> & { [Key in keyof Content]: Content[Key] | null };

function presentClaimed(rows: readonly ClaimedRow[]): ClaimedReplay[] {
  return rows.map(({ propertyBytes, body, ...rest }) => ({
    ...rest,
    content: propertyBytes && body ? { propertyBytes, body } : null,
  }));
}

const columns =
  'r.id, r.asked_at, r.dead_letter_id, r.to_kind, r.to_exchange, r.to_routing_key, r.left_out, r.amends_body';

/** Of `claimed`, what is to be sent. */
const withContents = `found AS (
    SELECT c.*, l.convention, e.replay_id IS NOT NULL AS is_edited, coalesce(e.property_bytes, l.property_bytes) AS property_bytes,
      coalesce(e.body, l.body) AS body,
      octet_length(coalesce(e.property_bytes, l.property_bytes)) + coalesce(octet_length(e.body), l.body_bytes) AS bytes
    FROM claimed c JOIN dead_letter l ON l.id = c.dead_letter_id LEFT JOIN replay_edit e ON e.replay_id = c.id
  ), sized AS (
    SELECT *, body IS NOT NULL AND bytes <= $3 AS is_small FROM found
  ), summed AS (
    SELECT *, is_small AND sum(bytes) FILTER (WHERE is_small) OVER (ORDER BY asked_at, id) <= $4 AS comes FROM sized
  )
  SELECT id, dead_letter_id AS "deadLetterId", to_exchange AS exchange, to_routing_key AS "routingKey",
    to_kind AS "toKind", coalesce(left_out, '{}') AS "leftOut", amends_body AS "amendsBody", is_edited AS "isEdited", convention,
    bytes, CASE WHEN comes THEN property_bytes END AS "propertyBytes", CASE WHEN comes THEN body END AS body
  FROM summed ORDER BY asked_at, id`;

const claim = `
  WITH due AS MATERIALIZED (
    SELECT id FROM replay WHERE settled_at IS NULL AND stage = 'asked' ORDER BY asked_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE replay r SET stage = 'claimed', worker_id = $1::uuid, lease_until = ${lease} FROM due WHERE r.id = due.id
    RETURNING ${columns}
  ), ${withContents}`;

const known = `
  WITH claimed AS (
    SELECT ${columns} FROM replay r WHERE r.id = ANY($2::uuid[]) AND r.worker_id = $1::uuid AND r.stage = 'claimed'
  ), ${withContents}`;

/** By replay, what is to be sent where it lies whole in its row; what lies in parts comes with an empty body. */
export async function readContents(
  _actor: Actor,
  replayIds: readonly string[],
): Promise<Map<string, Content & { isParted: boolean }>> {
  const rows = await prepared<Content & { id: string; isParted: boolean }>(
    'read contents',
    `SELECT r.id, coalesce(e.property_bytes, l.property_bytes) AS "propertyBytes", coalesce(e.body, l.body, '') AS body,
      e.body IS NULL AND l.body IS NULL AS "isParted"
    FROM replay r JOIN dead_letter l ON l.id = r.dead_letter_id LEFT JOIN replay_edit e ON e.replay_id = r.id
    WHERE r.id = ANY($1::uuid[])`,
    [writeWords(replayIds)],
  );
  return new Map(rows.map(({ id, ...content }) => [id, content]));
}
