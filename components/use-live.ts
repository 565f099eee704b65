// What a component does when the world has changed.
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { listenLive, type LiveEvent } from './live-events.ts';
import { pace } from './pace.ts';

/** Calls `react` for every live event while the component stands. */
export function useLive(react: (event: LiveEvent) => void): void {
  const latest = useRef(react);
  useEffect(() => {
    latest.current = react;
  });
  useEffect(() => listenLive((event) => latest.current(event)), []);
}

/** Letters are grouped a second after they came: only pages of groups wait for that. Asks the server for the page again: at once, then at most every so often, and in any case now and then. */
export function useRefresh(
  atMostEveryMs: number,
  isWanted: (event: LiveEvent) => boolean = ({ kind }) => kind !== 'groups',
): void {
  const router = useRouter();
  const refresh = useRef<(() => void) | null>(null);
  useEffect(() => {
    const paced = pace(() => Promise.resolve(router.refresh()), atMostEveryMs);
    refresh.current = paced.run;
    // The silence of a worker that died is an event that nobody sends.
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') paced.run();
    }, 30_000);
    return () => {
      clearInterval(timer);
      paced.stop();
    };
  }, [router, atMostEveryMs]);
  useLive((event) => {
    if (isWanted(event)) refresh.current?.();
  });
}
