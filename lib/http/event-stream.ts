// Server-sent events: letters, replays, queues, for one visitor. With Last-Event-ID it goes on where the last stream ended, and
// misses nothing; what was told without an id of its own may be told again.
import type { Visitor } from '#lib/domain/actor.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { isForgotten, isMoment, readEvents, type EventPage, type StoredEvent } from '#lib/store/events.ts';
import { eventHub, type Batch } from './event-hub.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that does not read is let go: it comes back with the last id that it has. */
const MAX_BEHIND = 1000;
export const MAX_STREAMS = 1000;
const MAX_STREAMS_EACH = 50;
const system = { kind: 'system' } as const;

const held = globalThis as { letterthiefStreams?: Map<string, number> };

/** `again`: who it is for by now; rejects when they are nobody any more. Throws unavailable and too_many. */
export async function openEventStream(
  request: Request,
  visitor: Visitor,
  again: () => Promise<Visitor>,
): Promise<Response> {
  const hub = eventHub();
  const open = (held.letterthiefStreams ??= new Map());
  if (hub.count() >= MAX_STREAMS)
    throw new AppError('unavailable', `This process already holds ${MAX_STREAMS} event streams`);
  if ((open.get(visitor.id) ?? 0) >= MAX_STREAMS_EACH)
    throw new AppError('too_many', `You hold ${MAX_STREAMS_EACH} event streams already: close one`);
  open.set(visitor.id, (open.get(visitor.id) ?? 0) + 1);

  const inbox: (Batch | 'heartbeat')[] = [];
  let isLive = false;
  let isOver = false;
  let wake = () => {};
  function put(batch: Batch | 'heartbeat'): void {
    inbox.push(batch);
    if (isLive && inbox.length > MAX_BEHIND) end();
    wake();
  }
  let stop = () => {};
  const heartbeat = setInterval(() => put('heartbeat'), HEARTBEAT_MS);
  function end(): void {
    if (isOver) return;
    isOver = true;
    stop();
    wake();
    clearInterval(heartbeat);
    const left = (open.get(visitor.id) ?? 1) - 1;
    if (left > 0) open.set(visitor.id, left);
    else open.delete(visitor.id);
    request.signal.removeEventListener('abort', end);
  }

  // One line from here to the reader: who they are is asked again in its turn, before what came after.
  async function* tell(from: string): AsyncGenerator<string> {
    let who = visitor;
    yield 'retry: 1000\n\n';
    for await (const events of readMissed(request.headers.get('last-event-id'), from)) {
      if (events === 'too long ago')
        yield 'event: missed\ndata: {"why":"too long ago: fetch everything again"}\n\n';
      // A day may be caught up with, by who reads slowly: no faster than it is read.
      else for (const event of events) yield write(who, event);
      who = await again();
    }
    yield `id: ${from}\n\n`;
    isLive = true;
    for (;;) {
      if (isOver) return;
      const batch = inbox.shift();
      if (batch === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (batch === 'queues') yield 'event: queues\ndata: {}\n\n';
      else if (batch === 'heartbeat') {
        who = await again();
        yield ': still here\n\n';
      } else if ('doorsOf' in batch) {
        if (batch.doorsOf === null || batch.doorsOf === visitor.id) who = await again();
      } else yield batch.events.map((event) => write(who, event)).join('') + `id: ${batch.until}\n\n`;
    }
  }

  const opened = await hub.hear(put).catch((error: unknown) => {
    end();
    throw error;
  });
  ({ stop } = opened);
  request.signal.addEventListener('abort', end, { once: true });
  if (request.signal.aborted) end();
  return new Response(streamOf(tell(opened.from), end), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

/** Ends with its texts, and where they fail: who may see nothing any more is let go. */
function streamOf(texts: AsyncGenerator<string>, end: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let next = await texts.next().catch(() => null);
      while (next?.value === '') next = await texts.next().catch(() => null);
      if (next !== null && !next.done) return controller.enqueue(encoder.encode(next.value));
      end();
      controller.close();
    },
    cancel: end,
  });
}

/** What happened between the last stream's end and this one's beginning, a page at a time. */
async function* readMissed(
  wanted: string | null,
  until: string,
): AsyncGenerator<readonly StoredEvent[] | 'too long ago'> {
  if (wanted === null) return;
  if (!isMoment(wanted) || (await isForgotten(system, wanted))) return yield 'too long ago';
  let page: EventPage | null = null;
  do {
    page = await readEvents(system, { since: wanted, until, after: page?.events.at(-1) ?? null });
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
