'use client';
// Keeps a page that only reads (and the rail beside it) up to date.
import { useRefresh } from './use-live.ts';

export function LiveRefresh({ atMostEveryMs }: { atMostEveryMs: number }) {
  useRefresh(atMostEveryMs);
  return null;
}
