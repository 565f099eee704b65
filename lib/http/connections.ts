// Connections that say nothing, or say it slowly, are let go when there are too many of them: whoever asks whole requests is served.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** So many may be in the middle of a request, and so many between two; the one that has been so for longest goes first. */
const MOST = 1000;
/** A burst gets so long to finish its requests, while it is no more than four times as many. */
const GRACE_MS = 2000;
const MOST_IN_A_BURST = 4 * MOST;
/** For the headers; for the whole request, body included. An upload may take as long as somebody reads it. */
const HEADERS_WITHIN_MS = 15_000;
const REQUEST_WITHIN_MS = 60_000;

const uploads = new Set(['/api/v1/dead-letters/import']);

const SILENT_MS = 60_000;
/** Between two requests. Proxies keep theirs for a minute: where ours ended first, a request of theirs would meet a closed one. */
const IDLE_MS = 75_000;
const MOST_AT_ALL = 16_000;

/** Since when, oldest first. */
type Waiting = Map<Socket, number>;

export function boundConnections(server: Server): void {
  const unfinished: Waiting = new Map();
  // Apart: who was served before is not let go for those who never asked anything.
  const idle: Waiting = new Map();
  server.headersTimeout = HEADERS_WITHIN_MS;
  // For all requests alike, so it is counted below instead.
  server.requestTimeout = 0;
  server.maxHeadersCount = 200;
  // Who does not read what they asked for; an event stream says something every 15 s.
  server.timeout = SILENT_MS;
  server.keepAliveTimeout = IDLE_MS;
  server.maxConnections = MOST_AT_ALL;

  server.on('connection', (socket: Socket) => {
    socket.once('close', () => {
      unfinished.delete(socket);
      idle.delete(socket);
    });
    add(unfinished, socket);
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket, headers } = request;
    idle.delete(socket);
    unfinished.delete(socket);
    if ('transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0) {
      add(unfinished, socket);
      request.once('end', () => unfinished.delete(socket));
      boundBody(request, response);
    }
    response.once('close', () => {
      unfinished.delete(socket);
      add(idle, socket);
    });
  });
}

/** What has not ended by then is let go. */
function boundBody(request: IncomingMessage, response: ServerResponse): void {
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => request.socket.destroy(), REQUEST_WITHIN_MS);
  };
  if (!uploads.has((request.url ?? '').split('?', 1)[0] ?? '')) start();
  // Refused, or given up: nobody reads the rest.
  else response.once('finish', () => !request.complete && start());
  request.once('end', () => clearTimeout(timer));
  request.once('close', () => clearTimeout(timer));
}

function add(waiting: Waiting, socket: Socket): void {
  if (socket.destroyed) return;
  const now = performance.now();
  waiting.set(socket, now);
  for (const [longest, since] of waiting) {
    const isTooMany = waiting.size > MOST_IN_A_BURST || (waiting.size > MOST && now - since > GRACE_MS);
    if (!isTooMany) return;
    waiting.delete(longest);
    longest.destroy();
  }
}
