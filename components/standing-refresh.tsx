'use client';
// Looks again how the routes stand, since no event tells of it: often while something waits or is wrong, seldom otherwise.
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const TROUBLED_MS = 4000;
const CALM_MS = 30_000;

export function StandingRefresh({ isTroubled }: { isTroubled: boolean }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(
      () => document.visibilityState === 'visible' && router.refresh(),
      isTroubled ? TROUBLED_MS : CALM_MS,
    );
    return () => clearInterval(timer);
  }, [router, isTroubled]);
  return null;
}
