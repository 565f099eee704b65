// When the sample shop publishes what: a burst that fills the inbox, then now and then one.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Senders } from './senders.ts';
import type { Sample } from './sample.ts';
import { samples, type Kind } from './samples.ts';
import type { Shop } from './shop.ts';

/** How many of each kind the burst publishes; about 45 letters come of it. */
const burst: Record<Kind, number> = {
  billing: 8,
  stock: 3,
  shipping: 6,
  mail: 3,
  search: 3,
  thumbnail: 2,
  scan: 2,
  catalog: 1,
  invoice: 2,
  label: 2,
  push: 3,
  report: 2,
  archive: 3,
  ticket: 3,
};

export type Pace = {
  burstMs: number;
  /** Between two messages of the trickle. */
  everyMs: readonly [from: number, to: number];
  /** The trickle ends after this many messages in all. */
  messageLimit: number;
};

export const demoPace: Pace = { burstMs: 14_000, everyMs: [10_000, 20_000], messageLimit: 400 };

/** Publishes until the limit is reached or the signal comes. A message that cannot be published is given up. */
export async function runTraffic(
  shop: Shop,
  senders: Senders,
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const kinds = Object.entries(burst).flatMap(([kind, amount]) =>
    Array.from({ length: amount }, () => kind as Kind),
  );
  const order = shuffle(kinds, shop);
  let published = 0;
  for (let index = 0; published < pace.messageLimit && !signal.aborted; index += 1) {
    const kind = order[index] ?? pickLater(shop);
    const made: Sample | Sample[] = samples[kind](shop);
    for (const { envelope, body, isExact } of [made].flat()) {
      await senders[isExact ? 'sendExact' : 'send'](envelope, body).catch(() => undefined);
      published += 1;
    }
    const waitMs = index < order.length ? pace.burstMs / order.length : shop.between(...pace.everyMs);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

/** No second catalogue: two megabytes every few minutes would only fill a disk. */
function pickLater(shop: Shop): Kind {
  return shop.pick((Object.keys(burst) as Kind[]).filter((kind) => kind !== 'catalog'));
}

function shuffle<Item>(items: readonly Item[], shop: Shop): Item[] {
  const left = [...items];
  return items.map(() => left.splice(shop.between(0, left.length - 1), 1)[0] as Item);
}
