// A message inside of a text: JSON in a JSON string, or base64. Opened in the browser, when somebody asks.
import { isJson } from '#lib/domain/json-text.ts';
import { makeBody, type Body } from './body.ts';
import { chooseViews } from './views.ts';

export type Unfolded = { what: string; body: Body };

const BASE64 = /^(?:[A-Za-z0-9+/_-]{4})+(?:[A-Za-z0-9+/_-]{2,3}={0,2})?$/;
const MIN_BASE64 = 24;

/** Looked at first and cheaply: most texts hold nothing. */
export function mayUnfold(literal: string): boolean {
  const head = literal.slice(1, 80).trimStart();
  return /^[{[]/.test(head) || (literal.length >= MIN_BASE64 && /^[A-Za-z0-9+/_-]+={0,2}"?$/.test(head));
}

/** What a JSON string literal holds, where that is JSON itself, or base64 of something that can be shown. Null otherwise. */
export function unfold(literal: string): Unfolded | null {
  if (!mayUnfold(literal)) return null;
  const text = readLiteral(literal);
  if (text === null) return null;
  if (/^\s{0,100}[{[]/.test(text))
    return isJson(text) ? { what: 'JSON', body: bodyOf(new TextEncoder().encode(text)) } : null;
  const bytes = readBase64(text);
  if (bytes === null) return null;
  const body = bodyOf(bytes);
  const { views } = chooseViews(body);
  // Many an id is base64 by accident; what it then holds is noise.
  return body.isText || views.length > 2 ? { what: 'base64', body } : null;
}

function bodyOf(bytes: Uint8Array): Body {
  return makeBody(bytes, undefined, true);
}

function readLiteral(literal: string): string | null {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function readBase64(text: string): Uint8Array | null {
  const packed = text.replace(/[\r\n]/g, '');
  if (packed.length < MIN_BASE64 || !BASE64.test(packed)) return null;
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
