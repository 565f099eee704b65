// A body changed where its framework counts in it: only when somebody asked, and only that one value. All other bytes stay.
import { readUtf8, writeUtf8 } from './bytes.ts';
import type { BodyChange } from './conventions/convention.ts';
import { conventions } from './conventions/registry.ts';
import { readTokens } from './json-tokens.ts';

/** What a replay could change in this body, in words; null where there is nothing to change. */
export function sayBodyChange(convention: string | null, body: Uint8Array): string | null {
  return amendBody(convention, body)?.words ?? null;
}

/** Null where the letter's framework counts elsewhere, or the body does not say what it would. Total. */
export function amendBody(
  convention: string | null,
  body: Uint8Array,
): { body: Uint8Array; words: string } | null {
  const change = conventions.find(({ name }) => name === convention)?.bodyChange;
  const text = change === undefined ? null : readUtf8(body);
  const changed = change === undefined || text === null ? null : setInJson(text, change);
  return change === undefined || changed === null ? null : { body: writeUtf8(changed), words: change.words };
}

/** Null where nothing stands at the path, or what is wanted already. Of equal keys the last counts, as it does to who reads JSON. */
export function setInJson(text: string, { path, to }: Pick<BodyChange, 'path' | 'to'>): string | null {
  /** Keys on the way to the value that is read; null within an array. */
  const way: (string | null)[] = [];
  let at = 0;
  let last = '';
  let changed: string | null = null;
  for (const { text: token } of readTokens(text)) {
    const from = text.indexOf(token, at);
    at = from + token.length;
    if (token === '{' || token === '[') {
      way.push(token === '{' ? '' : null);
    } else if (token === '}' || token === ']') {
      way.pop();
    } else if (token === ':' && way.length > 0 && way.at(-1) !== null) way[way.length - 1] = readKey(last);
    else if (token !== ',' && token !== ':' && isAt(way, path, text, at)) {
      changed = token === to ? null : text.slice(0, from) + to + text.slice(at);
    }
    last = token;
    if (token === ',' && way.at(-1) !== null && way.length > 0) way[way.length - 1] = '';
  }
  return changed;
}

/** A key is read before its colon: what is at the path then is what follows it. */
function isAt(way: readonly (string | null)[], path: readonly string[], text: string, end: number): boolean {
  if (way.length !== path.length || way.some((key, depth) => key !== path[depth])) return false;
  return !/^\s{0,100}:/.test(text.slice(end, end + 101));
}

function readKey(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
