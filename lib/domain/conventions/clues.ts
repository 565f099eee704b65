// A delivery as conventions read it: each part is read when it is first asked for, and bounded.
import { readUtf8, showUtf8 } from '#lib/domain/bytes.ts';
import type { Death, Header, Properties } from '#lib/domain/dead-letter.ts';
import { readDeaths, textOfHeader } from '#lib/domain/deaths.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { readTimestamp } from '#lib/domain/time-words.ts';
import type { HasKey } from './body-keys.ts';
import type { Clues } from './convention.ts';

/** What a body may cost while draining: 64 KB of JSON are read in half a millisecond. */
const MAX_JSON_BYTES = 64 * 1024;

export type Letter = Pick<Delivery, 'queue' | 'exchange' | 'routingKey' | 'propertyBytes' | 'body'>;

/** The headers that some convention reads, and what was read of them before: many letters of a flood tell the same. */
export type Told = { headers: readonly Header[]; deaths?: readonly Death[] };

/** `bodyKeys`: what a body must have to be looked into. */
export function readClues(letter: Letter, told: Told, bodyKeys: HasKey): Clues {
  return new LetterClues(letter, told, bodyKeys);
}

/** A class: closures made anew for each letter would cost more than all that they read. */
class LetterClues implements Clues {
  readonly #letter: Letter;
  readonly #told: Told;
  readonly #bodyKeys: HasKey;
  #properties: Properties | undefined;
  #json: { value: unknown } | undefined;

  constructor(letter: Letter, told: Told, bodyKeys: HasKey) {
    this.#letter = letter;
    this.#told = told;
    this.#bodyKeys = bodyKeys;
  }

  get queue(): string {
    return this.#letter.queue;
  }

  get exchange(): string {
    return showUtf8(this.#letter.exchange);
  }

  get routingKey(): string {
    return showUtf8(this.#letter.routingKey);
  }

  get headers(): readonly Header[] {
    return this.#told.headers;
  }

  /** Of two of one name the first. They are few: those that some convention reads. */
  header(name: string): Header | undefined {
    for (const header of this.#told.headers) if (header.name === name) return header;
    return undefined;
  }

  text(name: string): string | null {
    return textOfHeader(this.header(name));
  }

  number(name: string): number | null {
    return numberOf(this.header(name));
  }

  get properties(): Properties {
    return (this.#properties ??= readProperties(this.#letter.propertyBytes).properties);
  }

  get deaths(): readonly Death[] {
    return (this.#told.deaths ??= readDeaths(this.#told.headers));
  }

  get body(): Uint8Array {
    return this.#letter.body;
  }

  get json(): unknown {
    return (this.#json ??= { value: readJson(this.#letter.body, this.#bodyKeys) }).value;
  }

  get object(): Readonly<Record<string, unknown>> | null {
    return asObject(this.json);
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** A text of an object; null for anything else, and for an empty one. */
export function textIn(object: unknown, key: string): string | null {
  const of = asObject(object);
  const value = of !== null && Object.hasOwn(of, key) ? of[key] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A header's table as fields by name; null for anything else. */
export function tableOf(header: Header | undefined): readonly Header[] | null {
  return header?.type === 'table' && Array.isArray(header.value) ? (header.value as Header[]) : null;
}

/** Null where it is no number: those told as text count. */
export function numberOf(value: { value: unknown } | undefined): number | null {
  const given = value?.value;
  if (typeof given !== 'number' && typeof given !== 'string') return null;
  if (given === '' || String(given).length > 20) return null;
  const number = Number(given);
  return Number.isFinite(number) ? number : null;
}

/** A moment that Date can read, as ISO; also milliseconds and seconds since 1970, as a number or in digits. */
export function readMoment(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).slice(0, 40);
  if (/^\d{9,16}(?:\.\d+)?$/.test(text)) return readTimestamp(text);
  const ms = Date.parse(text);
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : null;
}

function readJson(body: Uint8Array, hasKey: HasKey): unknown {
  const first = body[0];
  const mayBe = first === 0x7b || first === 0x5b || first === 0x20 || first === 0x0a;
  if (!mayBe || body.length > MAX_JSON_BYTES || !hasKey(body)) return null;
  const text = readUtf8(body);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
