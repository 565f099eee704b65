// Bodies: inline up to 1 MB, else in parts. Read whole, by head, by range, or part by part.
import type { Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { note, noteOnce } from './act.ts';
import { db } from './client.ts';
import { PART_BYTES } from './insert-letters.ts';
import { isSeenBy } from './scope.ts';

export type BodyInfo = { bodyBytes: number };

/** What is needed before a body is streamed; the audit says who opened it. Throws not_found. */
export async function readBodyInfo(actor: Actor, id: string): Promise<BodyInfo> {
  const [row] = isId(id)
    ? await db().$queryRaw<BodyInfo[]>`
        SELECT l.body_bytes AS "bodyBytes" FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined) throw noSuchLetter(id);
  await note(actor, { act: 'body.open', letterIds: [id], details: { isWhole: true } });
  return row;
}

/** The body in pieces of at most 1 MB, in order; so that the largest passes in little memory. Ask readBodyInfo first: it refuses. */
export async function* readBodyPieces(_actor: Actor, id: string): AsyncGenerator<Uint8Array> {
  const row = await db().deadLetter.findUnique({ where: { id }, select: { body: true } });
  if (row === null) return;
  if (row.body !== null) {
    yield row.body;
    return;
  }
  for (let part = 0; ; part++) {
    const found = await db().bodyPart.findUnique({
      where: { deadLetterId_part: { deadLetterId: id, part } },
    });
    if (found === null) return;
    yield found.bytes;
  }
}

/** The whole body, for a replay. */
export async function readBody(actor: Actor, id: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readBodyPieces(actor, id)) pieces.push(piece);
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

export type OpenedBody = { bodyBytes: number; propertyBytes: Uint8Array; head: Uint8Array };

/** The beginning of a body and what was said of it; for the audit an opening. Throws not_found. */
export async function openBody(actor: Actor, id: string, headBytes: number): Promise<OpenedBody> {
  const [row] = isId(id)
    ? await db().$queryRaw<(Omit<OpenedBody, 'head'> & { head: Uint8Array | null })[]>`
    SELECT l.body_bytes AS "bodyBytes", l.property_bytes AS "propertyBytes",
      CASE WHEN l.body IS NOT NULL THEN substring(l.body FROM 1 FOR ${headBytes}::int)
      ELSE (SELECT substring(p.bytes FROM 1 FOR ${headBytes}::int) FROM body_part p WHERE p.dead_letter_id = l.id AND p.part = 0)
      END AS head
    FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined) throw noSuchLetter(id);
  await noteOnce(actor, { act: 'body.open', letterIds: [id], details: { isWhole: false } });
  return { ...row, head: row.head ?? new Uint8Array() };
}

/** The first bytes of a body, of as many parts as it takes. Ask openBody first: it refuses. */
export async function readBodyUpTo(actor: Actor, id: string, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readBodyPieces(actor, id)) {
    pieces.push(piece);
    size += piece.byteLength;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes);
}

/** Some bytes from within a body, at most a part's length. Ask openBody first: it refuses. */
export async function readBodyRange(
  _actor: Actor,
  id: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const first = Math.floor(offset / PART_BYTES);
  const within = offset - first * PART_BYTES;
  const rows = await db().$queryRaw<{ bytes: Uint8Array }[]>`
    SELECT substring(l.body FROM ${offset + 1}::int FOR ${length}::int) AS bytes
      FROM dead_letter l WHERE l.id = ${id}::uuid AND l.body IS NOT NULL
    UNION ALL (SELECT CASE WHEN p.part = ${first}::int THEN substring(p.bytes FROM ${within + 1}::int FOR ${length}::int)
        ELSE substring(p.bytes FROM 1 FOR ${Math.max(0, within + length - PART_BYTES)}::int) END
      FROM body_part p WHERE p.dead_letter_id = ${id}::uuid AND p.part IN (${first}::int, ${first + 1}::int) ORDER BY p.part)`;
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}

function noSuchLetter(id: string): AppError {
  return new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
}
