// Leaves the list behind when the page is left, and takes it up where it was when one comes back.
import { useEffect, useLayoutEffect, useRef } from 'react';
import { rememberList, type LeftList } from './inbox-memory.ts';

export function useListMemory(
  query: string,
  left: Omit<LeftList, 'scrollY'>,
  recalled: LeftList | undefined,
): void {
  const latest = useRef(left);
  const scrollY = useRef(recalled?.scrollY ?? 0);
  useEffect(() => {
    latest.current = left;
  });
  useLayoutEffect(() => {
    if (recalled !== undefined) window.scrollTo(0, recalled.scrollY);
    const onScroll = () => {
      scrollY.current = window.scrollY;
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      window.removeEventListener('scroll', onScroll);
      rememberList(query, { ...latest.current, scrollY: scrollY.current });
    };
    // oxlint-disable-next-line react/exhaustive-deps -- taken up once, when the list appears
  }, [query]);
}
