// Before letters are tried again: which of them can be, where they would go, and what a person ought to know first.
import type { DeadLetterSummary, LetterStatus } from './dead-letter.ts';
import type { ReplayTo } from './replay-request.ts';

export type Way = ReplayTo['kind'];
type Letter = Pick<
  DeadLetterSummary,
  'id' | 'status' | 'lastOutcome' | 'exchange' | 'routingKey' | 'sourceQueue' | 'deadLetterQueue'
>;

type Destination = { exchange: string; routingKey: string; letters: number };

export type ReplayChoice<L extends Letter> = {
  letters: L[];
  /** The others, by reason. */
  leftOut: { why: string; letters: number }[];
  /** Where they go, most letters first; empty while the exchange is still to be named. */
  destinations: Destination[];
  /** How many have been replayed before, and how many may have been. */
  replayedBefore: number;
  perhapsPublished: number;
};

export function chooseReplay<L extends Letter>(letters: readonly L[], way: Way): ReplayChoice<L> {
  const leftOut = new Map<string, number>();
  const chosen = letters.filter((letter) => {
    const why = whyNot(letter, way);
    if (why !== null) leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    return why === null;
  });
  return {
    letters: chosen,
    leftOut: [...leftOut].map(([why, count]) => ({ why, letters: count })),
    destinations: way === 'exchange' ? [] : countDestinations(chosen, way),
    replayedBefore: chosen.filter((letter) => letter.status === 'replayed').length,
    perhapsPublished: chosen.filter((letter) => isPerhapsPublished(letter)).length,
  };
}

/** A nack comes when one of several queues refuses: the others have it. */
function isPerhapsPublished({ lastOutcome }: Letter): boolean {
  return lastOutcome === 'unknown' || lastOutcome === 'nacked';
}

/** Why a letter cannot be tried again this way, or null when it can. */
export function whyNot(letter: Letter, way: Way): string | null {
  if (letter.status === 'replaying') return 'being tried again already';
  if (letter.status === 'discarded') return 'discarded: restore first';
  if (way === 'origin' && (letter.exchange === null || letter.routingKey === null))
    return 'exchange and routing key unknown: no x-death header names them';
  if (way === 'queue' && letter.sourceQueue === null) return 'queue unknown: no x-death header names it';
  return null;
}

/** The way that a question begins with: the first that any of them can go; null where none can be tried again. */
export function firstWayOf(letters: readonly Letter[]): Way | null {
  const ways = ['origin', 'queue', 'dead_letter_queue'] as const;
  return ways.find((way) => letters.some((letter) => whyNot(letter, way) === null)) ?? null;
}

/** Letters that may be discarded, or restored. */
export function canMove(letter: { status: LetterStatus }, to: 'discarded' | 'open'): boolean {
  return to === 'discarded' ? letter.status === 'open' : letter.status === 'discarded';
}

/** The name of an exchange or queue fits an AMQP shortstr. */
export function fitsShortstr(text: string): boolean {
  return new TextEncoder().encode(text).length <= 255;
}

function countDestinations(letters: readonly Letter[], way: Exclude<Way, 'exchange'>): Destination[] {
  const counts = new Map<string, Destination>();
  for (const letter of letters) {
    const [exchange, routingKey] = destinationOf(letter, way);
    const key = JSON.stringify([exchange, routingKey]);
    const known = counts.get(key) ?? { exchange, routingKey, letters: 0 };
    counts.set(key, { ...known, letters: known.letters + 1 });
  }
  return [...counts.values()].sort((a, b) => b.letters - a.letters);
}

function destinationOf(
  letter: Letter,
  way: Exclude<Way, 'exchange'>,
): [exchange: string, routingKey: string] {
  if (way === 'dead_letter_queue') return ['', letter.deadLetterQueue];
  if (way === 'queue') return ['', letter.sourceQueue ?? ''];
  return [letter.exchange ?? '', letter.routingKey ?? ''];
}
