// Server-sent events: letters, replays, queues, for one visitor; of new letters those of a filter, where one is given. With
// Last-Event-ID it goes on where the last stream ended, and misses nothing; what was told without an id of its own may be told again.
import { readConfig } from '#lib/config.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { AppError } from '#lib/errors.ts';
import { makeLog } from '#lib/log.ts';
import { isForgotten, isMoment, readBetween, readMoment } from '#lib/store/events.ts';
import { eventHub, type Batch } from './event-hub.ts';
import { writeEvents, writeMoment, type Narrowing } from './event-words.ts';
import { openLate } from './late-letters.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that does not read is let go: it comes back with the last id that it has. */
const MAX_BEHIND = 1000;
export const MAX_STREAMS = 1000;
const MAX_STREAMS_EACH = 50;
const system = { kind: 'system' } as const;

/** The last step of catching up is at most so many events: live ones wait meanwhile. */
const LAST_STEP = 200;

const held = globalThis as { letterthiefStreams?: Map<string, number> };

type Put = Batch | 'heartbeat' | 'look';

export type Wanted = {
  /** Null for all letters. */
  filter: DeadLetterFilter | null;
  /** Where the last stream ended. */
  lastId: string | null;
};

/** `again`: who it is for by now; rejects when they are nobody any more. Throws unavailable and too_many. */
export async function openEventStream(
  request: Request,
  visitor: Visitor,
  again: () => Promise<Visitor>,
  { filter, lastId }: Wanted,
): Promise<Response> {
  const leave = takePlace(visitor.id);
  const inbox: Put[] = [];
  let isOver = false;
  let wake = () => {};
  let stop = () => {};
  function put(batch: Put): void {
    inbox.push(batch);
    if (inbox.length > MAX_BEHIND) end();
    wake();
  }
  const narrowing: Narrowing | null = filter && { filter, told: null };
  const late = openLate(narrowing, () => put('look'));
  /** What is told of letters that are looked at again later bears no id: who comes again must hear of them. */
  const mark = (moment: string) => (late === null ? writeMoment(moment) : '');
  const heartbeat = setInterval(() => put('heartbeat'), HEARTBEAT_MS);
  function end(): void {
    if (isOver) return;
    isOver = true;
    stop();
    late?.stop();
    wake();
    clearInterval(heartbeat);
    leave();
    request.signal.removeEventListener('abort', end);
  }

  // One line from here to the reader: who they are is asked again in its turn, before what came after.
  async function* tell(last: string | null): AsyncGenerator<string> {
    let who = visitor;
    yield 'retry: 1000\n\n';
    let since = last !== null && isMoment(last) && !(await isForgotten(system, last)) ? last : null;
    if (last !== null && since === null)
      yield 'event: missed\ndata: {"why":"from too long ago, or no id of ours: fetch everything again"}\n\n';
    // A day may be caught up with, by who reads slowly: in steps, each with its id, while nothing waits for it here.
    const from = since;
    for (let many = LAST_STEP; since !== null && many >= LAST_STEP;) {
      const until = await readMoment(system);
      many = 0;
      for await (const events of readBetween(system, since, until)) {
        yield* await writeEvents(who, events, narrowing);
        many += events.length;
        who = await again();
      }
      yield mark(until);
      since = until;
    }
    const opened = await eventHub().hear(put);
    ({ stop } = opened);
    if (isOver) return stop();
    if (since !== null)
      for await (const events of readBetween(system, since, opened.from))
        yield* await writeEvents(who, events, narrowing);
    yield mark(opened.from);
    if (late !== null) yield* late.begin(from, opened.from);
    for (;;) {
      if (isOver) return;
      const batch = inbox.shift();
      if (batch === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (batch === 'queues' || batch === 'groups' || batch === 'runs')
        yield `event: ${batch}\ndata: {}\n\n`;
      else if (batch === 'look') yield* late?.look(who) ?? [];
      else if (batch === 'heartbeat') {
        who = await again();
        yield ': still here\n\n';
      } else if ('doorsOf' in batch) {
        if (batch.doorsOf === null || batch.doorsOf === visitor.id) who = await again();
      } else {
        const texts = await writeEvents(who, batch.events, narrowing);
        yield texts.join('') + mark(batch.until);
        if (batch.events.length > 0) late?.wish();
      }
    }
  }

  request.signal.addEventListener('abort', end, { once: true });
  if (request.signal.aborted) end();
  return new Response(streamOf(tell(lastId), end), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

/** Gives the way out of it. Throws unavailable and too_many. */
function takePlace(visitorId: string): () => void {
  const open = (held.letterthiefStreams ??= new Map());
  const all = [...open.values()].reduce((sum, many) => sum + many, 0);
  if (all >= MAX_STREAMS)
    throw new AppError('unavailable', `This process already holds ${MAX_STREAMS} event streams`);
  if ((open.get(visitorId) ?? 0) >= MAX_STREAMS_EACH)
    throw new AppError('too_many', `You hold ${MAX_STREAMS_EACH} event streams already: close one`);
  open.set(visitorId, (open.get(visitorId) ?? 0) + 1);
  return () => {
    const left = (open.get(visitorId) ?? 1) - 1;
    if (left > 0) open.set(visitorId, left);
    else open.delete(visitorId);
  };
}

/** Ends with its texts, and where they fail: who may see nothing any more is let go; anything else is in the log. */
function streamOf(texts: AsyncGenerator<string>, end: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        let next = await texts.next();
        while (next.value === '') next = await texts.next();
        if (!next.done) return controller.enqueue(encoder.encode(next.value));
      } catch (error) {
        if (!(error instanceof AppError))
          makeLog('web', readConfig().logLevel).warn(
            { err: error },
            'an event stream ended; its listener comes again',
          );
      }
      end();
      controller.close();
    },
    cancel: end,
  });
}
