// Listens to the event stream as a machine would, and remembers what it heard.
import { expect } from 'vitest';
import { until, type Web } from './processes.ts';

export type Heard = {
  ids: Set<string>;
  kinds: string[];
  lastId: string;
  over: Promise<void>;
  stop(): Promise<void>;
};

/** Listens until stopped; what it hears is added to `known`. */
export async function listen(
  web: Web,
  headers: Record<string, string>,
  lastId = '',
  known = new Set<string>(),
  query = '',
): Promise<Heard> {
  const over = new AbortController();
  const sent = { ...headers, ...(lastId === '' ? {} : { 'last-event-id': lastId }) };
  const response = await fetch(`${web.url}/api/v1/events${query}`, { headers: sent, signal: over.signal });
  expect(response.status).toBe(200);
  const heard: Heard = {
    ids: known,
    kinds: [],
    lastId,
    over: Promise.resolve(),
    stop: async () => (over.abort(), await heard.over),
  };
  heard.over = readFrames(response, heard).catch(() => undefined);
  await until('it stands', async () => heard.lastId !== lastId);
  return heard;
}

export async function readFrames(
  response: Response,
  heard: Pick<Heard, 'ids' | 'kinds' | 'lastId'>,
): Promise<void> {
  let rest = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      if (frame.startsWith(':')) heard.kinds.push('heartbeat');
      const id = /^id: (.*)$/m.exec(frame)?.[1];
      const kind = /^event: (.*)$/m.exec(frame)?.[1];
      if (kind) heard.kinds.push(kind);
      const data = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? '{}') as { deadLetterIds?: string[] };
      for (const letter of data.deadLetterIds ?? []) heard.ids.add(letter);
      if (id) heard.lastId = id;
    }
  }
}
