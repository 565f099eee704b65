/** Loopback ports for our own services, from a range that no outgoing connection takes by chance. */
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

const firstPort = 20_000;
const lastPort = 32_000;

/** A port on 127.0.0.1 that nobody listens on now, and that is none of `taken`. */
export async function pickPort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(firstPort, lastPort);
    if (!taken.has(port) && (await isPortFree('127.0.0.1', port))) return port;
  }
  throw new Error(`No free port found between ${firstPort} and ${lastPort} on 127.0.0.1`);
}

/** Asks twice: some systems let us bind a port on loopback while another holds it on every address. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  return !(await isAnswered(host, port)) && (await canBind(host, port));
}

function isAnswered(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.setTimeout(1_000, () => settle(true));
  });
}

function canBind(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
