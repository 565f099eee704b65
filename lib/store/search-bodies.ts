// What is packed around a body, taken off for the search as far as it reads.
import zlib from 'node:zlib';
import { MAX_SEARCHED_BODY } from '#lib/domain/search-text.ts';
import { readProperties } from '#lib/domain/properties.ts';

const unpackers: Record<string, (packed: Uint8Array, bounds: zlib.ZlibOptions) => Buffer> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: zlib.inflateSync,
  zlib: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
};

/** A body whose packing is not known, is more than one, or is larger inside than the search reads stays as it came. */
export function openForSearch(
  head: Uint8Array,
  bodyBytes: number,
  propertyBytes: Uint8Array | null,
): { body: Uint8Array; isBodyWhole: boolean } {
  const asIs = { body: head, isBodyWhole: bodyBytes === head.byteLength };
  if (propertyBytes === null || !asIs.isBodyWhole) return asIs;
  const said = readProperties(propertyBytes).properties.contentEncoding?.trim().toLowerCase() ?? '';
  const unpack = unpackers[said] ?? (head[0] === 0x1f && head[1] === 0x8b ? zlib.gunzipSync : undefined);
  if (unpack === undefined) return asIs;
  try {
    return { body: unpack(head, { maxOutputLength: MAX_SEARCHED_BODY }), isBodyWhole: true };
  } catch {
    return { ...asIs, isBodyWhole: false };
  }
}
