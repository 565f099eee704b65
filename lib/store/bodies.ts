// Bodies: inline up to 1 MB, else in parts. Read whole, by head, or part by part.
import type { Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { note, noteOnce } from './act.ts';
import { db } from './client.ts';
import { isSeenBy } from './scope.ts';

export type BodyInfo = { bodyBytes: number };

/** What is needed before a body is streamed; the audit says who opened it. Throws not_found. */
export async function readBodyInfo(actor: Actor, id: string): Promise<BodyInfo> {
  const [row] = isId(id)
    ? await db().$queryRaw<BodyInfo[]>`
        SELECT l.body_bytes AS "bodyBytes" FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
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

/** The first bytes of a body, for the audit an opening; empty when the letter is not there. */
export async function readBodyHead(actor: Actor, id: string, maxBytes: number): Promise<Uint8Array> {
  const [row] = await db().$queryRaw<{ head: Uint8Array | null }[]>`
    SELECT CASE WHEN l.body IS NOT NULL THEN substring(l.body FROM 1 FOR ${maxBytes}::int)
      ELSE (SELECT substring(p.bytes FROM 1 FOR ${maxBytes}::int) FROM body_part p WHERE p.dead_letter_id = l.id AND p.part = 0)
      END AS head
    FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`;
  if (row === undefined) return new Uint8Array();
  await noteOnce(actor, { act: 'body.open', letterIds: [id], details: { isWhole: false } });
  return row.head ?? new Uint8Array();
}
