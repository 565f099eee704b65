'use client';
// Keeps a letter's page up to date: soon after its own replay moved, now and then after all else.
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useLive, useRefresh } from './use-live.ts';

/** A page holds up to 128 KB of body, so that what concerns others is not worth many readings. */
const OTHERS_EVERY_MS = 15_000;
/** A replay moves three times in a moment, and ReplayProgress shows each: the page itself need only follow the last. */
const SETTLED_MS = 200;

export function LetterRefresh({ letterId }: { letterId: string }) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useRefresh(OTHERS_EVERY_MS, (event) => event.kind !== 'replays');
  useLive((event) => {
    if (event.kind !== 'replays' || !event.deadLetterIds.includes(letterId)) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => router.refresh(), SETTLED_MS);
  });
  return null;
}
