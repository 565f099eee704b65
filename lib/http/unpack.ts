// Unpacks what a content_encoding says, or the first bytes show, no further than a bound: a few bytes can hold gigabytes.
import { Decompress } from 'fzstd';
import zlib from 'node:zlib';
import type { Transform } from 'node:stream';

type Encoding = 'gzip' | 'deflate' | 'br' | 'zstd';

type Unpacked = {
  bytes: Uint8Array;
  /** The bound was reached. */
  isCut: boolean;
  /** Why it ended before its end. */
  fault: string | null;
};

/** Nobody reads further by eye; what is longer is downloaded. */
export const MAX_BYTES = 20 * 1024 * 1024;
const MAX_LAYERS = 4;
/** Unpacking zstd takes as much memory as its window says; fzstd moves all of it for each block. */
const MAX_WINDOW = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;

/** What was packed around the body, the outermost first: content_encoding's list backwards, else by its first bytes. */
function listEncodings(bytes: Uint8Array, contentEncoding: string | undefined): Encoding[] {
  const words = (contentEncoding ?? '').toLowerCase().split(',', 32);
  const said = words.flatMap((word) => encodingNamed[word.split(';', 1)[0]!.trim()] ?? []);
  if (said.length > 0) return said.slice(-MAX_LAYERS).toReversed();
  const shown = encodingShown(bytes);
  return shown === null ? [] : [shown];
}

const encodingNamed: Record<string, Encoding> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  zlib: 'deflate',
  br: 'br',
  brotli: 'br',
  zstd: 'zstd',
};

function encodingShown(bytes: Uint8Array): Encoding | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  return first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd ? 'zstd' : null;
}

export type Opened = {
  bytes: Uint8Array;
  /** All of the body is there. */
  isWhole: boolean;
  /** There is more inside than is ever unpacked. */
  isCut: boolean;
  fault: string | null;
  /** The outermost first. */
  layers: { encoding: Encoding; bytes: number; hasMore: boolean }[];
};

/** A body with what was packed around it taken off, at most `maxBytes`. A layer that is none is left as it is, and said. */
export async function openPacked(
  raw: Uint8Array,
  contentEncoding: string | undefined,
  isRawWhole: boolean,
  maxBytes: number,
): Promise<Opened> {
  const opened: Opened = { bytes: raw, isWhole: isRawWhole, isCut: false, fault: null, layers: [] };
  for (const encoding of raw.length === 0 ? [] : listEncodings(raw, contentEncoding)) {
    const { bytes, isCut, fault } = await unpack(opened.bytes, encoding, maxBytes);
    if (opened.isWhole) opened.fault = fault;
    if (bytes.length === 0 && fault !== null) break;
    opened.bytes = bytes;
    opened.isCut = isCut;
    opened.isWhole &&= !isCut && fault === null;
    opened.layers.push({ encoding, bytes: bytes.length, hasMore: !opened.isWhole });
  }
  return opened;
}

/** At most `maxBytes` of what is inside. A head that breaks off gives what it holds, with a fault. */
async function unpack(packed: Uint8Array, encoding: Encoding, maxBytes: number): Promise<Unpacked> {
  if (encoding === 'zstd' && !('createZstdDecompress' in zlib)) return unpackZstd(packed, maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = openStream(encoding, packed);
  try {
    stream.end(packed);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
    return { bytes: join(chunks, maxBytes), isCut: size > maxBytes, fault: null };
  } catch (error) {
    return { bytes: join(chunks, maxBytes), isCut: false, fault: sayFault(error) };
  } finally {
    stream.destroy();
  }
}

function openStream(encoding: Encoding, packed: Uint8Array): Transform {
  if (encoding === 'gzip') return zlib.createGunzip();
  if (encoding === 'br') return zlib.createBrotliDecompress();
  if (encoding === 'zstd')
    return (zlib as unknown as { createZstdDecompress(): Transform }).createZstdDecompress();
  // “deflate” means zlib (RFC 9110 §8.4.1.2), and many send it bare.
  const isZlib = ((packed[0] ?? 0) & 15) === 8 && (((packed[0] ?? 0) << 8) | (packed[1] ?? 0)) % 31 === 0;
  return isZlib ? zlib.createInflate() : zlib.createInflateRaw();
}

/** For a Node without zstd (before 22.15). In steps: it would hold up everybody else. */
async function unpackZstd(packed: Uint8Array, maxBytes: number): Promise<Unpacked> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const window = largestWindow(packed);
  if (window > MAX_WINDOW)
    return { bytes: new Uint8Array(), isCut: false, fault: `its window is ${window} bytes large` };
  const stream = new Decompress((chunk) => {
    chunks.push(chunk.slice());
    size += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length; at += CHUNK) {
      stream.push(packed.slice(at, at + CHUNK), at + CHUNK >= packed.length);
      if (size > maxBytes) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { bytes: join(chunks, maxBytes), isCut: size > maxBytes, fault: null };
  } catch (error) {
    return { bytes: join(chunks, maxBytes), isCut: size > maxBytes, fault: sayFault(error) };
  }
}

/** By the header of each frame (RFC 8878 §3.1.1.1); what only looks like one counts as well. */
function largestWindow(packed: Uint8Array): number {
  let largest = 0;
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = bytes.indexOf(zstdMagic); at !== -1; at = bytes.indexOf(zstdMagic, at + 4)) {
    const flags = bytes[at + 4] ?? 0;
    const isSingle = (flags & 0x20) !== 0;
    if (isSingle) largest = Math.max(largest, readContentSize(bytes, at, flags));
    else {
      const window = bytes[at + 5] ?? 0;
      const base = 2 ** (10 + (window >> 3));
      largest = Math.max(largest, base + (base / 8) * (window & 7));
    }
  }
  return largest;
}
const zstdMagic = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);

function readContentSize(bytes: Buffer, at: number, flags: number): number {
  const from = at + 5 + ([0, 1, 2, 4][flags & 3] ?? 0);
  const size = [1, 2, 4, 8][flags >> 6] ?? 1;
  if (from + size > bytes.length) return 0;
  if (size === 8) return Number(bytes.readBigUInt64LE(from));
  return bytes.readUIntLE(from, size) + (size === 2 ? 256 : 0);
}

function sayFault(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}

function join(chunks: readonly Uint8Array[], maxBytes: number): Uint8Array {
  const whole = Buffer.concat(chunks);
  return whole.length > maxBytes ? whole.subarray(0, maxBytes) : whole;
}
