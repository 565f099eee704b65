// What a letter is reproduced from; that its body was seen stands in the audit.
import type { Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import type { ReproducedLetter } from '#lib/domain/reproduce/message.ts';
import { MAX_INLINE } from '#lib/domain/reproduce/targets.ts';
import { AppError } from '#lib/errors.ts';
import { noteOnce } from './act.ts';
import { db } from './client.ts';
import { isSeenBy } from './scope.ts';

/** `isBodyShown`: whether what is made of it shows the message. Throws not_found. */
export async function readForReproduction(
  actor: Actor,
  id: string,
  isBodyShown: boolean,
): Promise<ReproducedLetter> {
  const [row] = isId(id)
    ? await db().$queryRaw<ReproducedLetter[]>`
        SELECT l.id, l.exchange, l.routing_key AS "routingKey", l.source_queue AS "sourceQueue", l.convention,
          l.property_bytes AS "propertyBytes", CASE WHEN l.body_bytes <= ${MAX_INLINE} THEN l.body END AS body
        FROM dead_letter l WHERE l.id = ${id}::uuid AND ${isSeenBy(actor)}`
    : [];
  if (row === undefined)
    throw new AppError('not_found', `There is no dead letter ${id}`, { details: { ids: [id] } });
  if (isBodyShown) await noteOnce(actor, { act: 'body.open', letterIds: [id], details: { isWhole: false } });
  return row;
}
