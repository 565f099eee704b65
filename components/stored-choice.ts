// A choice that this browser remembers (localStorage), and that every part of the page follows at once.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
/** What cannot be stored (a browser that forbids it) holds at least until the page is left. */
const unstored = new Map<string, string>();

export function readChoice(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? unstored.get(key) ?? null;
  } catch {
    return unstored.get(key) ?? null;
  }
}

export function writeChoice(key: string, value: string): void {
  unstored.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    console.warn('This browser does not remember the choice.', error);
  }
  for (const listener of listeners) listener();
}

/** The choice, or null: on the server, and where none was made. */
export function useChoice(key: string): string | null {
  return useSyncExternalStore(
    subscribe,
    () => readChoice(key),
    () => null,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
