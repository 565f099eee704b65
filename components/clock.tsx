'use client';
// Relative times that server and browser agree on: both begin from the server's moment, then one tick a second moves all.
import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import { ageInWords, agoInWords, exactTime, whenInWords } from '#lib/domain/time-words.ts';

const ServerNow = createContext(0);
const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Tells the page when it was rendered. */
export function ClockProvider({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  return <ServerNow value={serverNow}>{children}</ServerNow>;
}

/** A moment as its age, "12 s" or "12 s ago"; the exact one with its zone on hover. */
export function Age({ at, isBare = false, className }: { at: string; isBare?: boolean; className?: string }) {
  return <Moment at={at} say={isBare ? ageInWords : agoInWords} className={className} />;
}

/** One that may be still to come, as a limit: "in 30 d". */
export function When({ at }: { at: string }) {
  return <Moment at={at} say={whenInWords} />;
}

function Moment({
  at,
  say,
  className,
}: {
  at: string;
  say: (ms: number) => string;
  className?: string | undefined;
}) {
  const words = useWordsOfTime((nowMs) => say(nowMs - Date.parse(at)));
  const isLive = useIsLive();
  return (
    <time dateTime={at} title={exactTime(at, isLive ? undefined : 'UTC')} className={className}>
      {words}
    </time>
  );
}

/** Words that change as time passes; rendered again only when they do. */
export function useWordsOfTime(write: (nowMs: number) => string): string {
  const serverNow = useContext(ServerNow);
  return useSyncExternalStore(
    subscribe,
    () => write(readNow()),
    () => write(serverNow),
  );
}

/** False on the server and while the page comes to life: what only the browser knows must wait so long. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(tick, 1000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function readNow(): number {
  if (now === 0) now = Date.now();
  return now;
}
