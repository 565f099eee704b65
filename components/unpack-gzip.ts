// Unpacks gzip in the browser, no further than a bound: a few bytes can hold gigabytes.

export type Unpacked = {
  bytes: Uint8Array;
  /** The bound was reached. */
  isCut: boolean;
  /** Why it ended before its end: not gzip after all, or only a head of it. */
  fault: string | null;
};

export async function unpackGzip(packed: Uint8Array, maxBytes: number): Promise<Unpacked> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const whole = (isCut: boolean, fault: string | null): Unpacked => ({
    bytes: join(chunks, maxBytes),
    isCut,
    fault,
  });
  try {
    const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('gzip'));
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      size += next.value.length;
      if (size > maxBytes) {
        await reader.cancel();
        return whole(true, null);
      }
    }
    return whole(false, null);
  } catch (error) {
    return whole(false, error instanceof Error ? error.message : 'not gzip');
  }
}

function join(chunks: readonly Uint8Array[], maxBytes: number): Uint8Array {
  const size = Math.min(
    maxBytes,
    chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  );
  const joined = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, size - at);
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
