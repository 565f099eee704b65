// Carries out replays: claim → check and plan → mark publishing → publish → settle. One bad replay does not hurt its neighbours.
import { ourUser } from '#lib/broker/connection.ts';
import type { Publisher } from '#lib/broker/publisher.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { readBody } from '#lib/store/bodies.ts';
import { claimReplays, markPublishing, type ClaimedReplay } from '#lib/store/replay-work.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';
import { makeSettler } from './settle.ts';

/** At most this many of a worker's replays are between bytes and confirm: a crash leaves no more of them unknown. */
const PUBLISHING_LIMIT = 200;
/** Bodies of one chunk, held in memory at once. */
const CHUNK_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 1000;

type Ready = { replay: ClaimedReplay; propertyBytes: Uint8Array; dropped: string[]; body: Uint8Array };

export function makeReplayTick(room: Room, publisher: () => Publisher | null): Tick {
  return async (signal) => {
    const open = publisher();
    if (open === null) return IDLE_MS;
    const claimed = await claimReplays(room.actor, room.workerId, PUBLISHING_LIMIT);
    const gone = await findMissingExchanges(open, claimed);
    for (const chunk of chunksOf(claimed)) {
      await carryOut(room, open, chunk, gone, signal);
    }
    return claimed.length === PUBLISHING_LIMIT ? 0 : IDLE_MS;
  };
}

/** Each distinct exchange is asked for on a throw-away channel: a publish to a missing one would close its channel. */
async function findMissingExchanges(
  publisher: Publisher,
  replays: readonly ClaimedReplay[],
): Promise<Map<string, string>> {
  const missing = new Map<string, string>();
  for (const exchange of new Set(replays.map((replay) => replay.exchange))) {
    const why = await publisher.checkExchange(exchange);
    if (why !== null) missing.set(exchange, why);
  }
  return missing;
}

function* chunksOf(replays: readonly ClaimedReplay[]): Generator<ClaimedReplay[]> {
  let chunk: ClaimedReplay[] = [];
  let bytes = 0;
  for (const replay of replays) {
    if (chunk.length > 0 && bytes + replay.bodyBytes > CHUNK_BYTES) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(replay);
    bytes += replay.bodyBytes;
  }
  if (chunk.length > 0) yield chunk;
}

async function carryOut(
  room: Room,
  publisher: Publisher,
  replays: readonly ClaimedReplay[],
  missing: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const settler = makeSettler(room, signal);
  const ready: Ready[] = [];
  for (const replay of replays) {
    const plan = rewriteForReplay({
      propertyBytes: replay.propertyBytes,
      replayId: replay.id,
      ourUser: ourUser(room.config.amqpUrl),
    });
    const why = missing.get(replay.exchange) ?? sayUnreadable(plan.unreadable);
    if (why === null) ready.push({ replay, ...plan, body: await readBody(room.actor, replay.deadLetterId) });
    else settler.settle({ id: replay.id, stage: 'refused', detail: why, dropped: [] });
  }
  const ours = await markPublishing(
    room.actor,
    room.workerId,
    ready.map(({ replay }) => replay.id),
  );
  await Promise.all(
    ready
      .filter(({ replay }) => ours.has(replay.id))
      .map(async ({ replay, propertyBytes, dropped, body }) => {
        const { exchange, routingKey } = replay;
        const { outcome, detail } = await publisher.publish({
          exchange,
          routingKey,
          propertyBytes,
          body,
          replayId: replay.id,
        });
        settler.settle({ id: replay.id, stage: outcome, detail, dropped });
      }),
  );
  await settler.done();
}

function sayUnreadable(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return `RabbitMQ could not read these headers and would end the connection: ${names.slice(0, 10).join(', ').slice(0, 500)}`;
}
