// Claimed replays, kept ready to be published: exchanges asked for, headers planned, bodies read ahead within a bound.
import { ourUser } from '#lib/broker/connection.ts';
import type { Publisher } from '#lib/broker/publisher.ts';
import { readBody } from '#lib/store/bodies.ts';
import {
  claimReplays,
  readClaimed,
  readContents,
  releaseClaimed,
  type ClaimedReplay,
  type Content,
} from '#lib/store/replay-claims.ts';
import { type Settlement } from '#lib/store/replay-work.ts';
import type { CheckExchange } from './exchange-checks.ts';
import { makeHeld } from './held.ts';
import { planReplay } from './plan-replay.ts';
import type { Room } from './room.ts';
import type { Planned, Stock } from './stock.ts';

/** Contents held at once, published or not; a single one may be larger. */
const HELD_BYTES = 16 * 1024 * 1024;
/** Smaller ones come along with their claim, larger ones are read when there is room for them. */
const SMALL_BYTES = 16 * 1024;
const READ_BYTES = 4 * 1024 * 1024;
/** A thousand at once would keep confirms waiting for a tenth of a second. */
const CLAIM_LIMIT = 250;
const LOW = 500;
/** Of what a run's feeder claims for it; what is beyond that other workers claim. */
const MOST = 1400;
/** When nothing more was asked, it is looked for again so often while others are under way. */
const DRY_MS = 250;

/** Null when nothing is asked. */
export async function openStock(
  room: Room,
  publisher: Publisher,
  checkExchange: CheckExchange,
): Promise<Stock | null> {
  const held = makeHeld();
  const unread: ClaimedReplay[] = [];
  const ready: Planned[] = [];
  /** Claimed for us, not looked at yet. */
  const added: string[] = [];
  let onAdded: () => void = () => undefined;
  let refused: Settlement[] = [];
  let claimedAt = 0;
  let isDry = false;
  let trouble: unknown = null;
  let claiming: Promise<void> | null = null;
  let reading: Promise<void> | null = null;
  const us = ourUser(room.config.amqpUrl);

  async function claim(onChange: () => void): Promise<void> {
    claimedAt = Date.now();
    const claimed = await claimReplays(room.actor, room.workerId, CLAIM_LIMIT, sizes());
    isDry = claimed.length < CLAIM_LIMIT;
    keep(claimed, onChange);
  }

  async function readAdded(onChange: () => void): Promise<void> {
    const ids = added.splice(0, CLAIM_LIMIT);
    try {
      keep(await readClaimed(room.actor, room.workerId, ids, sizes()), onChange);
    } catch (error) {
      added.unshift(...ids);
      throw error;
    }
  }

  const sizes = () => ({ maxEach: SMALL_BYTES, maxBytes: Math.max(0, HELD_BYTES - held.bytes) });

  function keep(claimed: readonly ClaimedReplay[], onChange: () => void): void {
    const byExchange = new Map<string, ClaimedReplay[]>();
    for (const replay of claimed) {
      // Its lease lapsed while it lay here, and we claimed it anew: it must not be published twice.
      if (held.has(replay.id)) continue;
      held.add(replay);
      const neighbours = byExchange.get(replay.exchange);
      if (neighbours) neighbours.push(replay);
      else byExchange.set(replay.exchange, [replay]);
    }
    for (const [exchange, replays] of byExchange) {
      checkExchange(exchange).then(
        (why) => {
          for (const replay of replays) accept(replay, why);
          onChange();
        },
        // The connection is gone: they are given back.
        onChange,
      );
    }
  }

  function accept(replay: ClaimedReplay, why: string | null): void {
    const { content } = replay;
    if (why !== null) refuse(replay, why);
    else if (content === null) unread.push(replay);
    else plan(replay, content);
  }

  function plan(replay: ClaimedReplay, content: Content): void {
    const outcome = planReplay(replay, content, us);
    if (typeof outcome === 'string') refuse(replay, outcome);
    else ready.push(outcome);
  }

  function refuse(replay: ClaimedReplay, detail: string): void {
    const { id, deadLetterId } = replay;
    refused.push({ id, deadLetterId, stage: 'refused', detail, dropped: [] });
    held.letGo(replay);
  }

  async function read(replays: readonly ClaimedReplay[]): Promise<void> {
    const contents = await readContents(
      room.actor,
      replays.map(({ id }) => id),
    );
    for (const replay of replays) {
      const content = contents.get(replay.id);
      // Deleted with its letter.
      if (content === undefined) {
        held.letGo(replay);
        continue;
      }
      const { propertyBytes, isParted } = content;
      const body = isParted ? await readBody(room.actor, replay.deadLetterId) : content.body;
      plan(replay, { propertyBytes, body });
    }
  }

  /** The next ones that there is room for. */
  function takeReadable(): ClaimedReplay[] {
    let bytes = 0;
    const fitting = unread.findIndex((replay, at) => {
      const isTooMuch = bytes + replay.bytes > READ_BYTES || held.bytes + bytes + replay.bytes > HELD_BYTES;
      bytes += replay.bytes;
      return isTooMuch && (at > 0 || held.bytes > 0);
    });
    const next = unread.splice(0, fitting === -1 ? unread.length : fitting);
    for (const replay of next) held.weigh(replay);
    return next;
  }

  async function watch(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      trouble ??= error;
    });
  }

  await claim(() => undefined);
  if (held.size === 0) return null;
  const stock: Stock = {
    get trouble() {
      return trouble;
    },
    get isEmpty() {
      return held.size === 0 && added.length === 0 && refused.length === 0 && claiming === null && isDry;
    },
    get wants() {
      return Math.max(0, MOST - held.size - added.length);
    },
    add(replayIds) {
      added.push(...replayIds);
      onAdded();
    },
    take: (count) => ready.splice(0, Math.max(0, count)),
    letGo: ({ replay }) => held.letGo(replay),
    takeRefused() {
      const all = refused;
      refused = [];
      return all;
    },
    refill(onChange) {
      onAdded = onChange;
      const isAsked = !isDry || room.asked.at >= claimedAt;
      const isDue = held.size < LOW && (isAsked || Date.now() - claimedAt > DRY_MS);
      if (claiming === null && (isDue || added.length > 0))
        claiming = watch(isDue ? claim(onChange) : readAdded(onChange)).finally(() => {
          claiming = null;
          onChange();
        });
      const next = reading === null ? takeReadable() : [];
      if (next.length > 0)
        reading = watch(read(next)).finally(() => {
          reading = null;
          onChange();
        });
    },
    async close() {
      room.stock = null;
      await claiming;
      await reading;
      await watch(releaseClaimed(room.actor, room.workerId, added));
      return held.list();
    },
  };
  room.stock = stock;
  return stock;
}
