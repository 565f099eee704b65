// Many byte strings as one bytea with 1-based offsets and lengths, as Postgres' substring() takes them.

export type Packed = { bytes: Uint8Array<ArrayBuffer>; offsets: number[][]; lengths: number[][] };

/** Rows of equally many byte strings each; offsets and lengths come by column. */
export function pack(rows: readonly (readonly Uint8Array[])[]): Packed {
  const columns = rows[0]?.length ?? 0;
  const size = rows.reduce((sum, row) => sum + row.reduce((inner, bytes) => inner + bytes.byteLength, 0), 0);
  const packed: Packed = {
    bytes: new Uint8Array(size),
    offsets: Array.from({ length: columns }, () => []),
    lengths: Array.from({ length: columns }, () => []),
  };
  let at = 0;
  for (const row of rows) {
    row.forEach((bytes, column) => {
      packed.bytes.set(bytes, at);
      packed.offsets[column]?.push(at + 1);
      packed.lengths[column]?.push(bytes.byteLength);
      at += bytes.byteLength;
    });
  }
  return packed;
}
