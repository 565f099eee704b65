// What PHP serialized, as objects: for conventions whose bodies are written so. Bounded, and total on garbage.
import { readPhp } from '#lib/domain/body/php.ts';

/** Its class stands in `@class`; a list is an object with the keys 0, 1, 2. */
export type PhpValue = string | number | boolean | null | { readonly [key: string]: PhpValue };

const MAX_DEPTH = 60;

/** Null where nothing can be read. */
export function readPhpValue(serialized: Uint8Array): PhpValue {
  const stack: { object: Record<string, PhpValue>; key: string | null }[] = [];
  let root: PhpValue = null;
  let note = '';
  for (const { kind, text } of readPhp(serialized, true)) {
    const top = stack.at(-1);
    const put = (value: PhpValue) => {
      if (top === undefined) root = value;
      else if (top.key !== null) top.object[top.key] = value;
    };
    if (kind === 'note') note = text.trim();
    else if (kind === 'key' && top !== undefined) top.key = readKey(text);
    else if (text === '{') {
      if (stack.length >= MAX_DEPTH) return root;
      const object: Record<string, PhpValue> = Object.create(null) as Record<string, PhpValue>;
      if (note !== '') object['@class'] = note;
      put(object);
      stack.push({ object, key: null });
    } else if (text === '}') stack.pop();
    else if (kind === 'string' || kind === 'number' || kind === 'word') put(readScalar(text));
    if (kind !== 'note') note = '';
  }
  return root;
}

function readKey(text: string): string {
  return String(readScalar(text));
}

function readScalar(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? null : (value as string | number | boolean);
  } catch {
    return text;
  }
}
