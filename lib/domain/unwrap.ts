// Some frameworks send an error message of their own, with the failed message inside: a replay sends what is inside.
import type { Letter } from './conventions/clues.ts';
import type { Inside } from './conventions/inside.ts';
import { conventions, readLetter } from './conventions/registry.ts';

/** Whether letters of this convention (as decode() names it) hold another message. */
export function isWrapper(convention: string | null): boolean {
  return conventions.some((one) => one.name === convention && one.unwrap !== undefined);
}

/** The message inside of a wrapper's letter; null where it cannot be read: then nothing may be sent. Total. */
export function unwrap(
  convention: string | null,
  { propertyBytes, body }: Pick<Letter, 'propertyBytes' | 'body'>,
): Inside | null {
  const found = conventions.find(({ name }) => name === convention);
  // What is inside does not depend on where it was delivered.
  const nowhere = { queue: '', exchange: new Uint8Array(), routingKey: new Uint8Array() };
  try {
    return found?.unwrap?.(readLetter({ ...nowhere, propertyBytes, body }), body) ?? null;
  } catch {
    return null;
  }
}
