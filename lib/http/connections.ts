// Connections that say nothing, or say it slowly, are let go when there are too many of them: whoever asks whole requests is served.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** So many may be in the middle of a request, and so many between two; the one that has been so for longest goes first. */
const MAX_UNFINISHED = 1000;
const MAX_IDLE = 1000;
/** For the headers; for the whole request, body included. */
const HEADERS_WITHIN_MS = 15_000;
const REQUEST_WITHIN_MS = 60_000;

export function boundConnections(server: Server): void {
  const unfinished = new Set<Socket>();
  // Apart: who was served before is not let go for those who never asked anything.
  const idle = new Set<Socket>();
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  server.maxHeadersCount = 200;

  server.on('connection', (socket: Socket) => {
    socket.once('close', () => {
      unfinished.delete(socket);
      idle.delete(socket);
    });
    add(unfinished, MAX_UNFINISHED, socket);
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket, headers } = request;
    idle.delete(socket);
    unfinished.delete(socket);
    if ('transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0) {
      add(unfinished, MAX_UNFINISHED, socket);
      request.once('end', () => unfinished.delete(socket));
    }
    response.once('close', () => {
      unfinished.delete(socket);
      add(idle, MAX_IDLE, socket);
    });
  });
}

function add(sockets: Set<Socket>, most: number, socket: Socket): void {
  if (socket.destroyed) return;
  sockets.add(socket);
  const [longest] = sockets;
  if (sockets.size > most && longest) {
    sockets.delete(longest);
    longest.destroy();
  }
}
