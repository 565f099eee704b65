// The statements that store a batch of imported letters, with the notes and replays that belong to them.
import type { ExportedLetter } from '#lib/domain/letter-export.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import { BROKER_ID } from './client.ts';
import type { IncomingLetter, Run } from './insert-letters.ts';
import { pack } from './pack.ts';

export type Imported = ExportedLetter & IncomingLetter & { line: number; isParted: boolean };

/** Gives the ids of those that were not there. The parts of large bodies come after. */
export async function insertImported(
  run: Run,
  sessionId: string,
  letters: readonly Imported[],
): Promise<ReadonlySet<string>> {
  const rows = (await run(insertionOf(sessionId, letters))) as { ids: string[] }[];
  const stored = new Set(rows[0]?.ids);
  const fresh = letters.filter(({ id }) => stored.has(id));
  await run({ name: 'import notes', text: notes, values: [JSON.stringify(fresh.flatMap(notesOf))] });
  await run({ name: 'import replays', text: replays, values: [JSON.stringify(fresh.flatMap(replaysOf))] });
  return stored;
}

function insertionOf(sessionId: string, letters: readonly Imported[]) {
  const texts = (pick: (letter: Imported) => string | null) => writeTexts(letters.map(pick));
  const words = (pick: (letter: Imported) => string | null) => writeWords(letters.map(pick));
  const numbers = (pick: (letter: Imported) => number | bigint | null) => writeNumbers(letters.map(pick));
  const { bytes, offsets, lengths } = pack(
    letters.map(({ delivery, isParted }) => [
      delivery.exchange,
      delivery.routingKey,
      delivery.propertyBytes,
      isParted ? new Uint8Array() : delivery.body,
    ]),
  );
  const [exchanges = [], routingKeys = [], properties = [], bodies = []] = lengths;
  const values = [
    sessionId,
    bytes,
    words(({ id }) => id),
    numbers(({ line }) => line),
    writeNumbers(offsets),
    ...[exchanges, routingKeys, properties, bodies].map(writeNumbers),
    numbers(({ bodyBytes }) => bodyBytes),
    words(({ isParted }) => String(isParted)),
    texts(({ queue }) => queue),
    words(({ redelivered }) => String(redelivered)),
    numbers(({ redeliveries }) => redeliveries),
    words(({ isPerhapsTwo }) => String(isPerhapsTwo)),
    words(({ arrivedAt }) => arrivedAt),
    numbers(({ fingerprint }) => fingerprint),
    texts(({ keptRawBecause }) => keptRawBecause),
    words(({ status }) => (status === 'replaying' ? 'open' : status)),
    words(outcomeOf),
    texts(({ derived }) => derived.sourceQueue),
    texts(({ derived }) => derived.exchange),
    texts(({ derived }) => derived.routingKey),
    texts(({ derived }) => derived.reason),
    numbers(({ derived }) => derived.deaths),
    texts(({ derived }) => derived.errorType),
    texts(({ derived }) => derived.errorMessage),
    texts(({ derived }) => derived.errorStack),
    texts(({ derived }) => derived.convention),
    texts(({ derived }) => derived.messageType),
    numbers(({ derived }) => derived.attempts),
    words(({ derived }) => derived.cameFromReplayId),
  ];
  return { name: 'import letters', text: insertion, values };
}

/** Of a letter that was under way nobody here knows what became of it; of one that is replayed its last replay says it. */
function outcomeOf({ status, lastOutcome }: Imported): string | null {
  if (status === 'replaying') return 'unknown';
  return status === 'replayed' ? null : lastOutcome;
}

const insertion = `
  WITH bytes AS MATERIALIZED (
    SELECT $2::bytea AS b
  ), letter AS (
    INSERT INTO dead_letter (id, broker_id, dead_letter_queue, session_id, seq, redelivered, redeliveries, is_perhaps_two, arrived_at,
      delivered_exchange, delivered_routing_key, property_bytes, body_bytes, body, fingerprint, kept_raw_because, status,
      last_outcome, source_queue, exchange, routing_key, reason, deaths, error_type, error_message, error_stack, convention,
      message_type, attempts, came_from_replay_id)
    SELECT u.id, ${BROKER_ID}, u.queue, $1::uuid, u.seq, u.redelivered, u.redeliveries, u.is_perhaps_two, u.arrived_at,
      substring(b.b FROM u.at FOR u.l0), substring(b.b FROM u.at + u.l0 FOR u.l1),
      substring(b.b FROM u.at + u.l0 + u.l1 FOR u.l2), u.body_bytes,
      CASE WHEN NOT u.is_parted THEN substring(b.b FROM u.at + u.l0 + u.l1 + u.l2 FOR u.l3) END,
      u.fingerprint, u.kept_raw_because, u.status, u.last_outcome, u.source_queue, u.exchange, u.routing_key, u.reason, u.deaths,
      u.error_type, u.error_message, u.error_stack, u.convention, u.message_type, u.attempts, u.came_from
    FROM bytes b, unnest($3::uuid[], $4::bigint[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[],
      $11::boolean[], $12::text[], $13::boolean[], $14::int[], $15::boolean[], $16::timestamptz[], $17::bigint[], $18::text[],
      $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::int[], $26::text[], $27::text[],
      $28::text[], $29::text[], $30::text[], $31::int[], $32::uuid[]
    ) AS u(id, seq, at, l0, l1, l2, l3, body_bytes, is_parted, queue, redelivered, redeliveries, is_perhaps_two, arrived_at,
      fingerprint, kept_raw_because, status, last_outcome, source_queue, exchange, routing_key, reason, deaths, error_type,
      error_message, error_stack, convention, message_type, attempts, came_from)
    ON CONFLICT DO NOTHING
    RETURNING id, seq
  ), told AS (
    INSERT INTO event (kind, session_id, first_seq, last_seq, ids)
    SELECT 'letters', $1::uuid, min(seq), max(seq), '{}' FROM letter HAVING count(*) > 0
  )
  SELECT coalesce(array_agg(id::text), '{}') AS ids,
    pg_notify('letterthief', '{"kind":"letters","queue":"","count":1}')::text FROM letter`;

function notesOf({ id, notes: of }: Imported): object[] {
  return of.map((note) => ({ ...note, letterId: id }));
}

const notes = `
  INSERT INTO note (id, dead_letter_id, at, changed_at, version, author_kind, author_id, author_name, text)
  SELECT n.id, n."letterId", n.at, n."changedAt", n.version, n."byKind", n."byId", n.by, n.text
  FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, "letterId" uuid, at timestamptz, "changedAt" timestamptz, version int,
    "byKind" text, "byId" text, by text, text text) ON CONFLICT DO NOTHING`;

/** n.b. One that was under way is over: a worker of ours would publish it. */
function replaysOf({ id, replays: of }: Imported): object[] {
  return of.map((replay) =>
    replay.settledAt === null || ['asked', 'claimed', 'publishing'].includes(replay.stage)
      ? {
          ...replay,
          letterId: id,
          stage: 'unknown',
          settledAt: replay.askedAt,
          detail: 'It was under way when it was exported',
        }
      : { ...replay, letterId: id },
  );
}

const replays = `
  INSERT INTO replay (id, broker_id, dead_letter_id, actor, asked_at, to_kind, to_exchange, to_routing_key, stage, settled_at,
    detail, dropped)
  SELECT r.id, ${BROKER_ID}, r."letterId", r."askedBy", r."askedAt", r."toKind", r.exchange, r."routingKey", r.stage,
    r."settledAt", r.detail, r.dropped
  FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "letterId" uuid, "askedBy" text, "askedAt" timestamptz, "toKind" text,
    exchange text, "routingKey" text, stage text, "settledAt" timestamptz, detail text, dropped jsonb) ON CONFLICT DO NOTHING`;
