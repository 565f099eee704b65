'use client';
// Keeps a page that only reads (and the rail beside it) up to date.
import { useRefresh } from './use-live.ts';

/** With `deadLetterId` the page is one letter's: its own replays refresh it at once elsewhere, the rest may wait. */
export function LiveRefresh({ atMostEveryMs }: { atMostEveryMs: number }) {
  useRefresh(atMostEveryMs);
  return null;
}
