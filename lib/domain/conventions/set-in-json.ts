// One value of a JSON body set anew, in its own characters: all others stay as they were sent.
import { readUtf8, writeUtf8 } from '#lib/domain/bytes.ts';
import { readTokens } from '#lib/domain/json-tokens.ts';

/** `path`: keys from the outermost object to the value; `to`: JSON. Null where it is no UTF-8, or nothing is to be set. Total. */
export function setInJson(body: Uint8Array, path: readonly string[], to: string): Uint8Array | null {
  const text = readUtf8(body);
  const changed = text === null ? null : set(text, path, to);
  return changed === null ? null : writeUtf8(changed);
}

/** Null where nothing stands at the path, or what is wanted already. Of equal keys the last counts, as it does to who reads JSON. */
function set(text: string, path: readonly string[], to: string): string | null {
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
