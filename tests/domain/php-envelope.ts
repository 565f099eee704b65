// Envelopes as Symfony Messenger's PhpSerializer writes them (5.4.53; tests/frameworks runs it): serialize(), then addslashes().

type Php = string | number | null | Php[] | { class: string; fields: Record<string, Php> };

const bytesIn = (text: string) => new TextEncoder().encode(text).length;
const quoted = (text: string) => `s:${bytesIn(text)}:"${text}";`;

function serialize(value: Php): string {
  if (value === null) return 'N;';
  if (typeof value === 'number') return `i:${value};`;
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value))
    return `a:${value.length}:{${value.map((one, at) => `i:${at};${serialize(one)}`).join('')}}`;
  const fields = Object.entries(value.fields);
  const name = `O:${bytesIn(value.class)}:"${value.class}":`;
  return `${name}${fields.length}:{${fields.map(([key, one]) => quoted(key) + serialize(one)).join('')}}`;
}

const STAMP = 'Symfony\\Component\\Messenger\\Stamp\\';
const ENVELOPE = 'Symfony\\Component\\Messenger\\Envelope';

/** Stamps by name, of each a list of its fields; all fields are private. */
export function envelope(
  stamps: Record<string, Record<string, Php>[]>,
  message: { class: string; fields: Record<string, Php> },
): string {
  const entries = Object.entries(stamps).map(([name, all]) => {
    const written = all.map((fields) => ({ class: STAMP + name, fields: ownedBy(STAMP + name, fields) }));
    return quoted(STAMP + name) + serialize(written);
  });
  const body =
    `O:36:"${ENVELOPE}":2:{${quoted(`\0${ENVELOPE}\0stamps`)}a:${entries.length}:{${entries.join('')}}` +
    `${quoted(`\0${ENVELOPE}\0message`)}${serialize(message)}}`;
  return body.replace(/["'\\]/g, '\\$&').replaceAll('\0', '\\0');
}

function ownedBy(owner: string, fields: Record<string, Php>): Record<string, Php> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`\0${owner}\0${name}`, value]));
}
