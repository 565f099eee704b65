// application/x-www-form-urlencoded (url.spec.whatwg.org §5): a line a field, decoded.
import type { JsonLine } from '#lib/domain/json-text.ts';

export function* layOutForm(text: string): Generator<JsonLine> {
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('&', at);
    const end = found === -1 ? text.length : found;
    if (end > at) yield readField(text.slice(at, end));
    at = end + 1;
  }
}

export function isForm(text: string): boolean {
  return /^[\w.%+*[\]~-]{1,200}=[^\s<>{}"]*$/.test(text.slice(0, 20_000));
}

function readField(field: string): JsonLine {
  const equals = field.indexOf('=');
  const name = equals === -1 ? field : field.slice(0, equals);
  const value = equals === -1 ? '' : field.slice(equals + 1);
  return {
    depth: 0,
    tokens: [
      { kind: 'key', text: decode(name) },
      { kind: 'mark', text: ' = ' },
      { kind: 'string', text: decode(value) },
    ],
  };
}

/** What is no percent-encoding stays as it is. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
