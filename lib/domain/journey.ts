// A letter's way from its publisher to its dead-letter queue, as far as x-death or its framework tells it, and onward after a replay.
import type { Death, DeadLetterDetail, ReplayStage } from './dead-letter.ts';

export type Stop =
  | { kind: 'publisher'; name: string }
  | { kind: 'exchange'; name: string; routingKey: string | null }
  | { kind: 'queue'; name: string; reason: string; times: number; firstDiedAt: string | null }
  | { kind: 'here'; name: string; at: string }
  /** Where the last replay sent it; `cameBack`: the letter that it died as again. */
  | {
      kind: 'onward';
      name: string;
      /** Null where it was put back: its name is a queue's then. */
      routingKey: string | null;
      isPutBack: boolean;
      stage: ReplayStage;
      at: string | null;
      cameBack: string | null;
    };

/** The way to a stop: exchange and key that led there, and what happened on the way. */
export type Leg = { via: string | null; waits: Wait[] };
/** A queue it waited in (expired), or another death between two deaths in the same queue. */
type Wait = { queue: string; reason: string; times: number; ms: number | null };

export type Step = { leg: Leg | null; stop: Stop };

type Travelled = Pick<
  DeadLetterDetail,
  | 'journey'
  | 'properties'
  | 'deadLetterQueue'
  | 'deliveredExchange'
  | 'deliveredRoutingKey'
  | 'arrivedAt'
  | 'sourceQueue'
  | 'exchange'
  | 'routingKey'
  | 'attempts'
  | 'understood'
  | 'replays'
  | 'cameBack'
>;

/**
 * Its stops in order. x-death keeps one entry for each queue and reason, newest event first, and tells only the time of
 * the first. Queues that it only waited in (a retry loop's) are therefore drawn on the way, not as stops: those before the
 * last death on the way to it, those between its repetitions on the way from it.
 */
export function drawJourney(letter: Travelled): Step[] {
  const deaths = letter.journey.toReversed().sort(byFirstDeath);
  const last = letter.journey[0];
  const between = deaths.filter((death) => last !== undefined && isBetween(death, last));
  const before = deaths.filter(
    (death) => last !== undefined && isWaitBefore(death, last) && !between.includes(death),
  );
  const stops = deaths.filter(
    (death) => death !== last && !between.includes(death) && !before.includes(death),
  );
  if (last !== undefined) stops.push(last);

  const steps: Step[] = [];
  const add = (stop: Stop, via: string | null, waits: Death[] = []) =>
    steps.push({ leg: steps.length === 0 ? null : { via, waits: waits.map(readWait) }, stop });

  const first = stops[0];
  if (letter.properties.appId) add({ kind: 'publisher', name: letter.properties.appId }, null);
  const told = first === undefined ? readTold(letter) : null;
  if (told !== null) for (const stop of told) add(stop, null);
  else if (first === undefined)
    add({ kind: 'exchange', name: letter.deliveredExchange, routingKey: letter.deliveredRoutingKey }, null);
  else
    add(
      { kind: 'exchange', name: first.exchange ?? NOT_NAMED, routingKey: first.routingKeys[0] ?? null },
      null,
    );
  let key = first?.routingKeys[0] ?? null;
  for (const death of stops) {
    const { queue: name, reason, count: times, firstDiedAt } = death;
    const via =
      death === first ? null : describeWay(death.exchange ?? NOT_NAMED, death.routingKeys[0] ?? '', key);
    add({ kind: 'queue', name, reason, times, firstDiedAt }, via, death === last ? before : []);
    key = death.routingKeys[0] ?? null;
  }
  const isDirect = first === undefined && told === null;
  const via = isDirect ? null : describeWay(letter.deliveredExchange, letter.deliveredRoutingKey, key);
  add({ kind: 'here', name: letter.deadLetterQueue, at: letter.arrivedAt }, via, between);
  const onward = findOnward(letter);
  if (onward !== null) add(onward, null);
  return steps;
}

/** Where RabbitMQ did not dead-letter it, and its framework says what became of it; null where that does not say a queue. */
function readTold(letter: Travelled): Stop[] | null {
  const { sourceQueue: name, exchange, routingKey, attempts, understood } = letter;
  if (name === null || understood === null) return null;
  const queue: Stop = {
    kind: 'queue',
    name,
    reason: 'failed',
    times: attempts ?? 1,
    firstDiedAt: attempts === null || attempts === 1 ? understood.failedAt : null,
  };
  return exchange === null ? [queue] : [{ kind: 'exchange', name: exchange, routingKey }, queue];
}

/** Of the newest replay, unless it surely went nowhere. */
function findOnward({ replays, cameBack }: Travelled): Stop | null {
  const replay = replays.toSorted((a, b) => Date.parse(b.askedAt) - Date.parse(a.askedAt))[0];
  if (replay === undefined || !['confirmed', 'publishing', 'nacked', 'unknown'].includes(replay.stage))
    return null;
  const { exchange, routingKey, stage, settledAt: at } = replay;
  const back = cameBack.find(({ replayId }) => replayId === replay.id)?.id ?? null;
  const isPutBack = replay.toKind === 'dead_letter_queue';
  const to = isPutBack ? { name: routingKey, routingKey: null } : { name: exchange, routingKey };
  return { kind: 'onward', ...to, isPutBack, stage, at, cameBack: back };
}

const NOT_NAMED = '(not named)';

/** It began after the first of `last`, and `last` has happened again since. */
function isBetween(death: Death, last: Death): boolean {
  return (
    death !== last &&
    last.count > 1 &&
    last.firstDiedAt !== null &&
    death.firstDiedAt !== null &&
    Date.parse(death.firstDiedAt) >= Date.parse(last.firstDiedAt)
  );
}

/** It expired in a queue, and died of something else in the end. */
function isWaitBefore(death: Death, last: Death): boolean {
  return death !== last && death.reason === 'expired' && last.reason !== 'expired';
}

function readWait(death: Death): Wait {
  const ms = Number(death.originalExpiration ?? Number.NaN);
  return {
    queue: death.queue,
    reason: death.reason,
    times: death.count,
    ms: Number.isFinite(ms) && ms > 0 ? ms : null,
  };
}

/** A key that the letter had already is not said again. */
function describeWay(exchange: string, routingKey: string, keyBefore: string | null): string {
  if (exchange === '') return routingKey;
  return routingKey === keyBefore ? exchange : `${exchange} · ${routingKey || '(no key)'}`;
}

/** n.b. unknown times keep the broker's order: the sort is stable. */
function byFirstDeath(a: Death, b: Death): number {
  if (a.firstDiedAt === null || b.firstDiedAt === null) return 0;
  return Date.parse(a.firstDiedAt) - Date.parse(b.firstDiedAt);
}
