// A letter's way from its publisher to its dead-letter queue, as far as x-death tells it.
import type { Death, DeadLetterDetail } from './dead-letter.ts';

export type Stop =
  | { kind: 'publisher'; name: string }
  | { kind: 'exchange'; name: string; routingKey: string | null }
  | { kind: 'queue'; name: string; reason: string; times: number; firstDiedAt: string | null }
  | { kind: 'here'; name: string; at: string };

/** The way to a stop: which exchange and key led there, and the rounds that were made before. */
export type Leg = { via: string | null; rounds: Round[] };
export type Round = { queue: string; reason: string; times: number; waitMs: number | null };

export type Step = { leg: Leg | null; stop: Stop };

type Travelled = Pick<
  DeadLetterDetail,
  'journey' | 'properties' | 'deadLetterQueue' | 'deliveredExchange' | 'deliveredRoutingKey' | 'arrivedAt'
>;

/**
 * Its stops in order. x-death keeps one entry for each queue and reason, newest event first, and tells only the time of
 * the first: what lies between two deaths in the same queue is therefore drawn as rounds on the way, not as stops.
 */
export function drawJourney(letter: Travelled): Step[] {
  const deaths = [...letter.journey].toReversed().sort(byFirstDeath);
  const last = letter.journey[0];
  const rounds = last === undefined ? [] : deaths.filter((death) => isRound(death, last));
  const stops = deaths.filter((death) => death !== last && !rounds.includes(death));
  if (last !== undefined) stops.push(last);

  const steps: Step[] = [];
  const add = (stop: Stop, via: string | null, made: Death[] = []) =>
    steps.push({ leg: steps.length === 0 ? null : { via, rounds: made.map(readRound) }, stop });

  if (letter.properties.appId) add({ kind: 'publisher', name: letter.properties.appId }, null);
  const first = stops[0];
  if (first !== undefined)
    add({ kind: 'exchange', name: first.exchange, routingKey: first.routingKeys[0] ?? null }, null);
  for (const death of stops) {
    const { queue: name, reason, count: times, firstDiedAt } = death;
    const via = death === first ? null : describeWay(death.exchange, death.routingKeys[0] ?? '');
    add({ kind: 'queue', name, reason, times, firstDiedAt }, via);
  }
  if (first === undefined)
    add({ kind: 'exchange', name: letter.deliveredExchange, routingKey: letter.deliveredRoutingKey }, null);
  add(
    { kind: 'here', name: letter.deadLetterQueue, at: letter.arrivedAt },
    first === undefined ? null : describeWay(letter.deliveredExchange, letter.deliveredRoutingKey),
    rounds,
  );
  return steps;
}

/** A death that lies between the first and the latest of `last`: it began later, and `last` has happened again since. */
function isRound(death: Death, last: Death): boolean {
  return (
    death !== last &&
    last.count > 1 &&
    last.firstDiedAt !== null &&
    death.firstDiedAt !== null &&
    Date.parse(death.firstDiedAt) >= Date.parse(last.firstDiedAt)
  );
}

function readRound(death: Death): Round {
  const waitMs = Number(death.originalExpiration ?? Number.NaN);
  return {
    queue: death.queue,
    reason: death.reason,
    times: death.count,
    waitMs: Number.isFinite(waitMs) && waitMs > 0 ? waitMs : null,
  };
}

function describeWay(exchange: string, routingKey: string): string {
  return exchange === '' ? routingKey : `${exchange} · ${routingKey || '(no key)'}`;
}

/** n.b. unknown times keep the broker's order: the sort is stable. */
function byFirstDeath(a: Death, b: Death): number {
  if (a.firstDiedAt === null || b.firstDiedAt === null) return 0;
  return Date.parse(a.firstDiedAt) - Date.parse(b.firstDiedAt);
}
