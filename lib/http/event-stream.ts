// Server-sent events: letters, replays, queues, for one visitor. With Last-Event-ID it goes on where the last stream ended, and
// misses nothing; what was told without an id of its own may be told again.
import { readConfig } from '#lib/config.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { makeLog } from '#lib/log.ts';
import {
  isForgotten,
  isMoment,
  readEvents,
  readMoment,
  type EventPage,
  type StoredEvent,
} from '#lib/store/events.ts';
import { eventHub, type Batch } from './event-hub.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that does not read is let go: it comes back with the last id that it has. */
const MAX_BEHIND = 1000;
export const MAX_STREAMS = 1000;
const MAX_STREAMS_EACH = 50;
const system = { kind: 'system' } as const;

/** The last step of catching up is at most so many events: live ones wait meanwhile. */
const LAST_STEP = 200;

const held = globalThis as { letterthiefStreams?: Map<string, number> };

type Put = Batch | 'heartbeat';

/** `again`: who it is for by now; rejects when they are nobody any more. Throws unavailable and too_many. */
export async function openEventStream(
  request: Request,
  visitor: Visitor,
  again: () => Promise<Visitor>,
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
  const heartbeat = setInterval(() => put('heartbeat'), HEARTBEAT_MS);
  function end(): void {
    if (isOver) return;
    isOver = true;
    stop();
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
    for (let many = LAST_STEP; since !== null && many >= LAST_STEP;) {
      const until = await readMoment(system);
      many = 0;
      for await (const events of readBetween(since, until)) {
        for (const event of events) yield write(who, event);
        many += events.length;
        who = await again();
      }
      yield `id: ${until}\n\n`;
      since = until;
    }
    const opened = await eventHub().hear(put);
    ({ stop } = opened);
    if (isOver) return stop();
    if (since !== null)
      for await (const events of readBetween(since, opened.from))
        for (const event of events) yield write(who, event);
    yield `id: ${opened.from}\n\n`;
    for (;;) {
      if (isOver) return;
      const batch = inbox.shift();
      if (batch === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (batch === 'queues' || batch === 'groups' || batch === 'runs')
        yield `event: ${batch}\ndata: {}\n\n`;
      else if (batch === 'heartbeat') {
        who = await again();
        yield ': still here\n\n';
      } else if ('doorsOf' in batch) {
        if (batch.doorsOf === null || batch.doorsOf === visitor.id) who = await again();
      } else yield batch.events.map((event) => write(who, event)).join('') + `id: ${batch.until}\n\n`;
    }
  }

  request.signal.addEventListener('abort', end, { once: true });
  if (request.signal.aborted) end();
  return new Response(streamOf(tell(request.headers.get('last-event-id')), end), {
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

/** What happened between two moments, a page at a time. */
async function* readBetween(since: string, until: string): AsyncGenerator<readonly StoredEvent[]> {
  let page: EventPage | null = null;
  do {
    page = await readEvents(system, { since, until, after: page?.events.at(-1) ?? null });
    yield page.events;
  } while (page.hasMore);
}

/** Nothing where none of its letters may be seen. */
function write(visitor: Visitor, { kind, queue, letters }: StoredEvent): string {
  const seen = letters.filter(({ sourceQueue }) => maySee(visitor, sourceQueue));
  if (seen.length === 0) return '';
  const deadLetterIds = seen.map(({ id }) => id);
  if (kind === 'letters')
    return `event: letters\ndata: ${JSON.stringify({ queue, count: seen.length, deadLetterIds })}\n\n`;
  const replays = seen.flatMap(({ id, replay }) =>
    replay === null ? [] : [{ ...replay, deadLetterId: id }],
  );
  return `event: replays\ndata: ${JSON.stringify({ deadLetterIds, replays })}\n\n`;
}
