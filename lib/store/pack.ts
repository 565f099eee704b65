// Many byte strings as one bytea, row after row, with the 1-based offset of each row and the lengths by column.

export type Packed = { bytes: Uint8Array<ArrayBuffer>; offsets: number[]; lengths: number[][] };

/** Rows of equally many byte strings each. */
export function pack(rows: readonly (readonly Uint8Array[])[]): Packed {
  const columns = rows[0]?.length ?? 0;
  let size = 0;
  for (const row of rows) for (const bytes of row) size += bytes.byteLength;
  const packed: Packed = {
    bytes: new Uint8Array(size),
    offsets: [],
    lengths: Array.from({ length: columns }, () => []),
  };
  let at = 0;
  for (const row of rows) {
    packed.offsets.push(at + 1);
    for (const [column, bytes] of row.entries()) {
      packed.bytes.set(bytes, at);
      packed.lengths[column]?.push(bytes.byteLength);
      at += bytes.byteLength;
    }
  }
  return packed;
}
