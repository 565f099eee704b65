'use client';
// Keeps a page that only reads (and the rail beside it) up to date.
import { useRefresh } from './use-live.ts';

export function LiveRefresh({
  atMostEveryMs,
  ofGroups = false,
}: {
  atMostEveryMs: number;
  /** A page of groups: what happened to letters is told there once they are counted. */
  ofGroups?: boolean;
}) {
  useRefresh(atMostEveryMs, ({ kind }) => kind === 'reconnected' || (kind === 'groups') === ofGroups);
  return null;
}
