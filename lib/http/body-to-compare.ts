// A body as it is compared: what is packed around it taken off, its first 1 MB, and what was left out in words.
import type { Actor } from '#lib/domain/actor.ts';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import type { BodyToCompare } from '#lib/domain/compare-bodies.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { openBody } from '#lib/store/bodies.ts';
import { openPacked } from './unpack.ts';

const MAX_BYTES = 1024 * 1024;

/** Throws not_found. */
export async function readBodyToCompare(
  actor: Actor,
  id: string,
): Promise<BodyToCompare & { notes: string[] }> {
  const { bodyBytes, propertyBytes, head } = await openBody(actor, id, MAX_BYTES);
  const { contentType, contentEncoding } = readProperties(propertyBytes).properties;
  const { bytes, isWhole, isCut, fault, layers } = await openPacked(
    head,
    contentEncoding,
    head.length >= bodyBytes,
    MAX_BYTES,
  );
  const notes: string[] = [];
  if (head.length < bodyBytes)
    notes.push(`only the first ${bytesInWords(head.length)} of ${bytesInWords(bodyBytes)} are compared.`);
  if (layers.length > 0)
    notes.push(
      `unpacked from ${layers.map(({ encoding }) => encoding).join(' in ')}, ${bytesInWords(bytes.length)}.`,
    );
  if (isCut) notes.push(`only the first ${bytesInWords(bytes.length)} of what it unpacks to are compared.`);
  if (fault !== null) notes.push(`it cannot be unpacked to its end (${fault}).`);
  return { bytes: new Uint8Array(bytes), contentType, isWhole, notes };
}
