// Bytes, read from front to back. Whoever reads past the end hears of it: a body may break off anywhere.

/** Thrown where bytes make no sense, or end too early; told to people as it is. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

const utf8 = new TextDecoder();

export class Cursor {
  at = 0;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Not taken; undefined at the end. */
  peek(): number | undefined {
    return this.bytes[this.at];
  }

  /** A view, no copy. */
  take(count: number): Uint8Array {
    const from = this.#pass(count);
    return this.bytes.subarray(from, from + count);
  }

  text(count: number): string {
    return utf8.decode(this.take(count));
  }

  /** Bytes before `end`, which is passed too. */
  takeUntil(end: number): Uint8Array {
    const found = this.bytes.indexOf(end, this.at);
    if (found === -1) {
      this.at = this.bytes.length;
      throw new Unreadable('it breaks off');
    }
    const taken = this.bytes.subarray(this.at, found);
    this.at = found + 1;
    return taken;
  }

  u8(): number {
    return this.#view.getUint8(this.#pass(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#pass(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#pass(4));
  }
  u64(): bigint {
    return this.#view.getBigUint64(this.#pass(8));
  }
  i8(): number {
    return this.#view.getInt8(this.#pass(1));
  }
  i16(): number {
    return this.#view.getInt16(this.#pass(2));
  }
  i32(): number {
    return this.#view.getInt32(this.#pass(4));
  }
  i64(): bigint {
    return this.#view.getBigInt64(this.#pass(8));
  }
  f32(): number {
    return this.#view.getFloat32(this.#pass(4));
  }
  f64(): number {
    return this.#view.getFloat64(this.#pass(8));
  }
  i32le(): number {
    return this.#view.getInt32(this.#pass(4), true);
  }
  u32le(): number {
    return this.#view.getUint32(this.#pass(4), true);
  }
  i64le(): bigint {
    return this.#view.getBigInt64(this.#pass(8), true);
  }
  u64le(): bigint {
    return this.#view.getBigUint64(this.#pass(8), true);
  }
  f32le(): number {
    return this.#view.getFloat32(this.#pass(4), true);
  }
  f64le(): number {
    return this.#view.getFloat64(this.#pass(8), true);
  }

  #pass(count: number): number {
    const from = this.at;
    if (count < 0) throw new Unreadable('a negative length');
    if (count > this.bytes.length - from) {
      this.at = this.bytes.length;
      throw new Unreadable('it breaks off');
    }
    this.at = from + count;
    return from;
  }
}
