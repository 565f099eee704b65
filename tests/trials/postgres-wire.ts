// A man in the middle of Postgres' wire protocol: it answers INSERTs of letters with an error of our choice, as the server would.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Refusal = { sqlState: string; message: string };

export type PostgresWire = {
  port: number;
  /** From now on, such statements are answered by this and never reach the server; null lets them pass. */
  refuse(refusal: Refusal | null): void;
  /** How many were refused. */
  refused(): number;
  close(): Promise<void>;
};

const SSL_REQUEST = 80877103;

/** `isRefused` looks at the text of a statement. */
export async function openPostgresWire(
  server: URL,
  isRefused: (sql: string) => boolean,
): Promise<PostgresWire> {
  const sockets = new Set<Socket>();
  let refusal: Refusal | null = null;
  let refused = 0;
  const listener = createServer((client) => {
    const upstream = connect({ host: server.hostname, port: Number(server.port) });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    upstream.pipe(client);
    const judge = makeJudge(isRefused);
    readMessages(client, (type, message) => {
      const verdict = judge(type, message, refusal !== null);
      if (verdict === 'drop') return;
      if (verdict === 'answer') {
        refused++;
        client.write(errorResponse(refusal ?? { sqlState: '57014', message: 'refused' }));
      }
      upstream.write(message);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    refuse(next) {
      refusal = next;
    },
    refused: () => refused,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** Calls back with each whole message of the client; the first ones bear no type. */
function readMessages(client: Socket, onMessage: (type: string, message: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  let isStarted = false;
  client.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (rest.length < head + 4) return;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      onMessage(isStarted ? String.fromCharCode(message[0]!) : '', message);
      isStarted ||= message.readInt32BE(4) !== SSL_REQUEST;
    }
  });
}

/** Of the extended protocol: from the refused Parse or Bind up to Sync nothing passes; Sync is answered with the error first. */
function makeJudge(isRefused: (sql: string) => boolean) {
  const statements = new Map<string, boolean>();
  let isDropping = false;
  return (type: string, message: Buffer, isRefusing: boolean): 'pass' | 'drop' | 'answer' => {
    if (isDropping) {
      if (type !== 'S') return 'drop';
      isDropping = false;
      return 'answer';
    }
    if (type === 'P') {
      const [name, sql] = readStrings(message.subarray(5));
      const isOne = isRefused(sql);
      isDropping = isOne && isRefusing;
      if (!isDropping) statements.set(name, isOne);
    } else if (type === 'B') {
      const [, name] = readStrings(message.subarray(5));
      isDropping = isRefusing && (statements.get(name) ?? false);
    }
    return isDropping ? 'drop' : 'pass';
  };
}

function readStrings(bytes: Buffer): [string, string] {
  const first = bytes.indexOf(0);
  const second = bytes.indexOf(0, first + 1);
  return [bytes.toString('utf8', 0, first), bytes.toString('utf8', first + 1, second)];
}

function errorResponse({ sqlState, message }: Refusal): Buffer {
  const fields = Buffer.from(`SERROR\0VERROR\0C${sqlState}\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
