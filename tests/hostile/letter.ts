// A letter that tries to hurt: how its bytes are made, which way it comes, and what must be true of it afterwards.
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import type { PropertyName } from '#lib/domain/properties.ts';
import { properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

export type HostileLetter = {
  name: string;
  /** Where it dies; null for one that is published straight into the dead-letter queue, its x-death untouched by the broker. */
  source?: Source | null;
  routingKey?: string | Uint8Array;
  /** The header table's entries. */
  headers?: Uint8Array;
  properties?: Partial<Record<PropertyName, Uint8Array>>;
  /** It bears no property at all, not even our mark. */
  isBare?: true;
  body?: string | (() => Uint8Array);
  /** Text of its own that a search must find it by. */
  sought?: string;
  /** What the REST API must say of it. */
  told?: Partial<DeadLetterDetail>;
};

export type Source = { queue: string; arguments: Record<string, unknown> };

/** A queue that has no room: all that comes dies at once. */
export const fullQueue: Source = { queue: 'hostile.source', arguments: { 'x-max-length': 0 } };

/** Scripts, and the ways around filters. Each would set a global, open a dialog or call out. */
export const poison = (where: string) =>
  `"'></title></textarea></script><script>globalThis.stolen='${where}'</script>` +
  `<img src="http://canary.invalid/${where}" onerror="globalThis.stolen='${where}';alert(1)"><svg/onload=alert(1)>`;

/** The same in 255 bytes, for names. */
export const shortPoison = (where: string) =>
  `"'><script>stolen='${where}'</script><img src=//canary.invalid/${where} onerror=alert(1)>`.padEnd(
    255,
    '.',
  );

/** The mark that a letter bears as its correlation_id. */
export function markOf(index: number): string {
  return `hostile-${String(index).padStart(3, '0')}`;
}

export function bodyOf({ name, body }: HostileLetter): Uint8Array {
  if (body === undefined) return utf8(JSON.stringify({ hostile: name }));
  return typeof body === 'string' ? utf8(body) : body();
}

export function propertyBytesOf(letter: HostileLetter, index: number): Uint8Array {
  if (letter.isBare) return properties({});
  return properties({
    correlationId: shortstr(markOf(index)),
    ...(letter.headers === undefined ? {} : { headers: sized(letter.headers) }),
    ...letter.properties,
  });
}

/** One byte string many times over: what wire.ts joins number by number would take too long. */
export function repeat(bytes: Uint8Array | string, count: number): Uint8Array {
  return Buffer.alloc(Buffer.byteLength(bytes) * count, bytes);
}

/** An array's or a table's content inside others of its kind. */
export function nest(tag: 'A' | 'F', levels: number, innermost: Uint8Array = new Uint8Array()): Uint8Array {
  const before: Buffer[] = [];
  // An array's value bears no name, a table's has an empty one.
  const step = tag === 'A' ? 5 : 6;
  for (let level = levels; level > 0; level -= 1) {
    const length = uint(4, innermost.length + (level - 1) * step);
    before.push(Buffer.concat([tag === 'A' ? Buffer.of() : Buffer.of(0), Buffer.from(tag), length]));
  }
  return Buffer.concat([...before, innermost]);
}
