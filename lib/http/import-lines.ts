// Cuts what is uploaded into lines. A large letter's body, which stands last in its line, is decoded as it comes: it is held once.
import { MAX_BODY, MAX_LINE } from '#lib/domain/letter-export.ts';

/** `json` is the line without its body where `body` is given. */
export type Line = { number: number } & ({ json: string; body: Uint8Array | null } | { fault: string });

const NEWLINE = 0x0a;
const MARK = Buffer.from(',"body":"');
const QUOTE = 0x22;

/** Lines that hold nothing are left out, but counted. */
export async function* readLines(upload: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 1;
  let line = new OpenLine();
  for await (const chunk of upload) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      line.add(bytes.subarray(from, end));
      if (!line.isEmpty) yield { number, ...line.close() };
      line = new OpenLine();
      number += 1;
      from = end + 1;
    }
    line.add(bytes.subarray(from));
  }
  if (!line.isEmpty) yield { number, ...line.close() };
}

class OpenLine {
  #held: Buffer[] = [];
  #size = 0;
  #fault: string | null = null;
  #head = '';
  #body: BodyDecoder | null = null;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#size += bytes.length;
    if (this.#fault !== null) return;
    if (this.#body !== null) {
      this.#fault = this.#body.add(bytes);
      return;
    }
    // Copied: a part of a chunk would hold all of it.
    this.#held.push(Buffer.from(bytes));
    if (this.#size > MAX_LINE) this.#openBody();
  }

  close(): { json: string; body: Uint8Array | null } | { fault: string } {
    if (this.#fault !== null) return { fault: this.#fault };
    if (this.#body === null) return { json: Buffer.concat(this.#held).toString(), body: null };
    const fault = this.#body.close();
    return fault === null ? { json: this.#head, body: this.#body.bytes } : { fault };
  }

  /** n.b. Within a JSON string a quote is written \", so the mark stands only where a member begins. */
  #openBody(): void {
    const all = Buffer.concat(this.#held);
    this.#held = [];
    const at = all.indexOf(MARK);
    if (at === -1) {
      this.#fault = `is over ${MAX_LINE} bytes, and its body does not stand last`;
      return;
    }
    this.#head = `${all.subarray(0, at).toString()}}`;
    const size = sizeTold(this.#head);
    if (size === null) {
      this.#fault = `tells no bodyBytes of at most ${MAX_BODY} before its body`;
      return;
    }
    this.#body = new BodyDecoder(size);
    this.#fault = this.#body.add(all.subarray(at + MARK.length));
  }
}

function sizeTold(json: string): number | null {
  try {
    const { bodyBytes } = Object(JSON.parse(json)) as { bodyBytes?: unknown };
    const isSize = typeof bodyBytes === 'number' && Number.isInteger(bodyBytes);
    return isSize && bodyBytes >= 0 && bodyBytes <= MAX_BODY ? bodyBytes : null;
  } catch {
    return null;
  }
}

/** Base64 as it comes, into as many bytes as were told. */
class BodyDecoder {
  readonly bytes: Buffer;
  #at = 0;
  #left = '';
  #after = '';
  #isOver = false;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  /** Gives the fault, or null. */
  add(piece: Buffer): string | null {
    const end = this.#isOver ? 0 : piece.indexOf(QUOTE);
    const text = this.#left + piece.toString('latin1', 0, end === -1 ? piece.length : end);
    const whole = end === -1 ? text.length - (text.length % 4) : text.length;
    if (!this.#isOver) {
      this.#left = text.slice(whole);
      const fault = this.#write(text.slice(0, whole));
      if (fault !== null) return fault;
    }
    if (end === -1) return null;
    this.#isOver = true;
    this.#after = (this.#after + piece.toString('latin1', end)).slice(0, 100);
    return null;
  }

  close(): string | null {
    if (!this.#isOver || this.#after === '"') return 'is cut off';
    if (!/^"\s*\}\s*$/.test(this.#after)) return 'has more behind its body';
    return this.#at === this.bytes.length ? null : 'its body is not as long as bodyBytes says';
  }

  #write(text: string): string | null {
    const due = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
    if (this.#at + due > this.bytes.length) return 'its body is longer than bodyBytes says';
    const written = this.bytes.write(text, this.#at, 'base64');
    this.#at += written;
    return written === due ? null : 'its body is not base64';
  }
}
