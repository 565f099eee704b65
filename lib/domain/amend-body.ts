// A body changed where its framework counts in it: only when somebody asked, and only that. All other bytes stay.
import { conventions } from './conventions/registry.ts';

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
  const changed = change?.change(body) ?? null;
  return change === undefined || changed === null ? null : { body: changed, words: change.words };
}
