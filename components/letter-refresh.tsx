'use client';
// Keeps a letter's page up to date: at once when its own replay moves, the rest now and then.
import { useRouter } from 'next/navigation';
import { useLive, useRefresh } from './use-live.ts';

/** A page holds up to 128 KB of body, so that what concerns others is not worth many readings. */
const OTHERS_EVERY_MS = 15_000;

export function LetterRefresh({ letterId }: { letterId: string }) {
  const router = useRouter();
  useRefresh(OTHERS_EVERY_MS);
  useLive((event) => {
    if (event.kind === 'replays' && event.deadLetterIds.includes(letterId)) router.refresh();
  });
  return null;
}
