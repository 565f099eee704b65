// Real HTTP servers for what goes out: they keep what they were told and answer as a test wants.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Receiver = {
  url: string;
  port: number;
  posts: { headers: IncomingHttpHeaders; body: string; path: string; method: string }[];
  /** Connections, whether or not anything came over them. */
  connections: () => number;
  stop: () => Promise<void>;
};

export async function startReceiver(
  answer: (response: ServerResponse, socket: Socket) => void = (response) => response.writeHead(204).end(),
  host = '127.0.0.1',
): Promise<Receiver> {
  const posts: Receiver['posts'] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url = '', method = '' } = request;
      posts.push({ headers, body: Buffer.concat(chunks).toString(), path: url, method });
      answer(response, request.socket);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}/hook/path-secret?sig=query-secret`,
    port,
    posts,
    connections: () => connections,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
