// A TCP proxy of ours between two parts, which can go silent without a FIN, as a pulled cable or a lost firewall entry does.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

type Direction = 'toServer' | 'toClient' | 'both';

export type Proxy = {
  port: number;
  /** Connections that are open now forward nothing any more that way, not even their end. Those made later do. */
  stall(direction: Direction): void;
  /** What clients send from now on waits, in order, until release(). Resolves when a text waits on one connection. */
  hold(text: string): Promise<void>;
  release(): void;
  /** Stalls both ways as soon as a client has sent this text. What it sent with it may have passed. */
  stallAt(text: string): Promise<void>;
  /** The server learns that its connections are gone, the client does not. */
  abandon(): void;
  /** Resets all connections, both ends: what was held back is gone. */
  cut(): void;
  close(): Promise<void>;
};

type Pair = { client: Socket; server: Socket; isStalled: boolean; held: Buffer[] | null };

/** Listens on a free port of loopback, and forwards to `target`. */
export async function openProxy(target: URL): Promise<Proxy> {
  const pairs = new Set<Pair>();
  let hear: (chunk: Buffer) => void = () => undefined;
  const listener = createServer((client) => {
    const server = connect({ host: target.hostname, port: Number(target.port) });
    const pair: Pair = { client, server, isStalled: false, held: null };
    pairs.add(pair);
    forward(client, server, pair);
    client.on('data', (chunk: Buffer) => hear(chunk));
    forward(server, client, pair);
    const forget = () => {
      if (client.destroyed && server.destroyed) pairs.delete(pair);
    };
    client.on('close', forget);
    server.on('close', forget);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  function cut(): void {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }
  function stall(direction: Direction): void {
    for (const pair of pairs) {
      pair.isStalled = true;
      if (direction !== 'toClient') silence(pair.client, pair.server);
      if (direction !== 'toServer') silence(pair.server, pair.client);
    }
  }
  return {
    port: (listener.address() as AddressInfo).port,
    stall,
    hold: (text) =>
      new Promise((resolve) => {
        for (const pair of pairs) {
          const held: Buffer[] = [];
          pair.held = held;
          pair.client.unpipe(pair.server);
          pair.client.on('data', (chunk: Buffer) => {
            if (pair.held === null) return;
            held.push(chunk);
            if (Buffer.concat(held).includes(text, 0, 'latin1')) resolve();
          });
          pair.client.resume();
        }
      }),
    release() {
      for (const pair of pairs) {
        for (const chunk of pair.held ?? []) pair.server.write(chunk);
        if (pair.held !== null) pair.client.pipe(pair.server);
        pair.held = null;
      }
    },
    stallAt: (text) =>
      new Promise((resolve) => {
        hear = (chunk) => {
          if (!chunk.includes(text, 0, 'latin1')) return;
          hear = () => undefined;
          stall('both');
          resolve();
        };
      }),
    abandon() {
      stall('both');
      for (const { server } of pairs) server.resetAndDestroy();
    },
    cut,
    async close() {
      cut();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function forward(from: Socket, to: Socket, pair: Pair): void {
  from.pipe(to);
  from.setNoDelay(true);
  // Its own end was told by 'close'; what one side suffers the other learns, unless nothing passes any more.
  from.on('error', () => undefined);
  from.on('close', () => {
    if (!pair.isStalled) to.destroy();
  });
}

/** What comes is taken and dropped, as the net would: the sender notices nothing until it waits for an answer. */
function silence(from: Socket, to: Socket): void {
  from.unpipe(to);
  from.on('data', () => undefined);
  from.resume();
}
