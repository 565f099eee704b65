// A TCP proxy before RabbitMQ that makes other bytes of some on their way to the client: what no broker of ours would let in.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Bend = { from: Uint8Array; to: Uint8Array };
export type BendingProxy = {
  url: string;
  /** How often something was bent. */
  readonly bent: number;
  stop(): Promise<void>;
};

/** `from` and `to` of a bend are equally long, or frames would lie about their size. */
export async function startBendingProxy(url: string, bends: readonly Bend[]): Promise<BendingProxy> {
  const broker = new URL(url);
  const sockets = new Set<Socket>();
  let bent = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(broker.port), broker.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream);
    let held = Buffer.alloc(0);
    upstream.on('data', (chunk: Buffer) => {
      const bytes = Buffer.concat([held, chunk]);
      for (const { from, to } of bends)
        for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) {
          bytes.set(to, at);
          bent += 1;
        }
      const cut = bytes.length - Math.max(...bends.map(({ from }) => overlap(bytes, from)));
      held = Buffer.from(bytes.subarray(cut));
      client.write(bytes.subarray(0, cut));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: proxied.href,
    get bent() {
      return bent;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** How many of the last bytes may be the beginning of what is looked for. */
function overlap(bytes: Buffer, from: Uint8Array): number {
  for (let size = Math.min(from.length - 1, bytes.length); size > 0; size--)
    if (bytes.subarray(-size).equals(from.subarray(0, size))) return size;
  return 0;
}
