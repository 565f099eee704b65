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
  const wanted = request.headers.get('last-event-id');
  const waiting: Batch[] = [];
  let hear: (batch: Batch) => void = (batch) => void waiting.push(batch);
  const { from, stop } = await hub.hear((batch) => hear(batch));
  open.set(visitor.id, (open.get(visitor.id) ?? 0) + 1);

  const encoder = new TextEncoder();
  let who = visitor;
  let isOver = false;
  let end = () => {};
  let wake = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        end = () => {
          if (isOver) return;
          isOver = true;
          wake();
          stop();
          clearInterval(heartbeat);
          const left = (open.get(visitor.id) ?? 1) - 1;
          if (left > 0) open.set(visitor.id, left);
          else open.delete(visitor.id);
          request.signal.removeEventListener('abort', end);
          controller.close();
        };
        function send(text: string): void {
          if (isOver || text === '') return;
          if ((controller.desiredSize ?? 0) < -MAX_BEHIND) end();
          else controller.enqueue(encoder.encode(text));
        }
        function tell(batch: Batch): void {
          if (batch === 'queues') return send('event: queues\ndata: {}\n\n');
          for (const event of batch.events) send(write(who, event));
          send(`id: ${batch.until}\n\n`);
        }
        // A day may be caught up with: no faster than it is read, or who reads slowly would be let go again and again.
        async function hasRoom(): Promise<boolean> {
          if (!isOver && (controller.desiredSize ?? 0) <= 0)
            await new Promise<void>((resolve) => (wake = resolve));
          return !isOver;
        }
        // Who may less by now sees less from here on; who may nothing is let go.
        const heartbeat = setInterval(() => {
          send(': still here\n\n');
          again().then((now) => (who = now), end);
        }, HEARTBEAT_MS);
        request.signal.addEventListener('abort', end, { once: true });
        send('retry: 1000\n\n');
        void catchUp({ wanted, until: from, hasRoom }, send, (event) => write(who, event)).then(() => {
          send(`id: ${from}\n\n`);
          hear = tell;
          for (const batch of waiting.splice(0)) tell(batch);
        }, end);
      },
      pull: () => wake(),
      cancel: () => end(),
    },
    { highWaterMark: 1 },
  );
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

/** What happened between the last stream's end and this one's beginning. */
async function catchUp(
  { wanted, until, hasRoom }: { wanted: string | null; until: string; hasRoom: () => Promise<boolean> },
  send: (text: string) => void,
  say: (event: StoredEvent) => string,
): Promise<void> {
  if (wanted === null) return;
  if (!isMoment(wanted) || (await isForgotten(system, wanted)))
    return send('event: missed\ndata: {"why":"too long ago: fetch everything again"}\n\n');
  let page: EventPage | null = null;
  do {
    page = await readEvents(system, { since: wanted, until, after: page?.events.at(-1) ?? null });
    for (const event of page.events) send(say(event));
  } while ((await hasRoom()) && page.hasMore);
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
