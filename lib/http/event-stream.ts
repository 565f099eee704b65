// Server-sent events: letters, replays, queues. Each means "fetch again"; after a gap the stream ends, and the browser opens a new one.
import type { Bell } from '#lib/store/listen.ts';
import { AppError } from '#lib/errors.ts';
import { countStreams, hearBells, MAX_STREAMS } from './bells.ts';

const HEARTBEAT_MS = 15_000;
/** A browser that does not read is let go: it comes back and fetches again. */
const MAX_BEHIND = 1000;

export function openEventStream(signal: AbortSignal): Response {
  if (countStreams() >= MAX_STREAMS)
    throw new AppError('unavailable', `This process already holds ${MAX_STREAMS} event streams`);
  const encoder = new TextEncoder();
  let end = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stopHearing = hearBells(tell);
        const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
        let isOver = false;
        end = () => {
          if (isOver) return;
          isOver = true;
          stopHearing();
          clearInterval(heartbeat);
          signal.removeEventListener('abort', end);
          controller.close();
        };
        function send(text: string): void {
          if (isOver) return;
          if ((controller.desiredSize ?? 0) < -MAX_BEHIND) end();
          else controller.enqueue(encoder.encode(text));
        }
        function tell(bell: Bell): void {
          if (bell.kind === 'missed') return end();
          if (bell.kind === 'asked') return;
          // Between workers only.
          if (bell.kind === 'life') return;
          const { kind, ...data } = bell;
          send(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
        }
        signal.addEventListener('abort', end, { once: true });
        send('retry: 1000\n\n');
      },
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
