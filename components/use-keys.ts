// Single keys: j, k, x, "g i" and the like. Silent while something is typed or a dialog or menu is open, and when switched off.
import { useEffect, useRef } from 'react';
import { readChoice } from './stored-choice.ts';

export const keysKey = 'letterthief.keys';
export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** How long the second key of a pair may take. */
const PAIR_MS = 1200;

/** Listens for keys while the component stands. A pair is written with a space: "g i". */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isForUs(event)) return;
      const pair =
        before !== null && event.timeStamp - before.at < PAIR_MS ? `${before.key} ${event.key}` : '';
      const act = latest.current[pair] ?? latest.current[event.key];
      before = pair in latest.current ? null : { key: event.key, at: event.timeStamp };
      if (act === undefined) return;
      act(event);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isForUs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return false;
  if (readChoice(keysKey) === 'off') return false;
  if (event.target instanceof HTMLElement && isTypedIn(event.target)) return false;
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') === null;
}

function isTypedIn(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(element.type);
  return element.isContentEditable || ['TEXTAREA', 'SELECT'].includes(element.tagName);
}
