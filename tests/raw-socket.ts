// An AMQP 0-9-1 client over a bare socket: says what no library can say, and shows every byte that the broker says.
import { connect, type Socket } from 'node:net';
import { entry, joinBytes, shortstr, sized, uint, utf8 } from './wire.ts';

type RawMessage = {
  exchange: Uint8Array;
  routingKey: Uint8Array;
  propertyBytes: Uint8Array;
  body: Uint8Array;
};
export type RawDelivery = RawMessage & { deliveryTag: bigint; redelivered: boolean };
type RawEnd = { code: number | null; text: string };

export type RawClient = {
  /** What the broker proposed. */
  readonly frameMax: number;
  /** Resolves at the broker's confirm; 'ended' when channel or connection ended before. */
  publish(message: RawMessage): Promise<'confirmed' | 'nacked' | 'ended'>;
  consume(queue: string): Promise<void>;
  /** The next delivery of a consumed queue. Rejects after the deadline, or when the connection ended. */
  next(queue: string, deadlineMs?: number): Promise<RawDelivery>;
  ack(deliveryTag: bigint): void;
  /** Without requeueing: the message dies. */
  reject(deliveryTag: bigint): void;
  /** How channel or connection ended. */
  readonly ended: Promise<RawEnd>;
  close(): Promise<void>;
};

type Waiting = { resolve(delivery: RawDelivery): void; reject(error: Error): void };

const frameEnd = 206;
const kinds = { method: 1, header: 2, body: 3 };

export async function openRaw(address: string): Promise<RawClient> {
  const url = new URL(address);
  const socket = connect(Number(url.port || 5672), url.hostname);
  socket.setNoDelay(true);
  const answers = new Map<string, ((args: Buffer) => void)[]>();
  const confirms = new Map<bigint, (answer: 'confirmed' | 'nacked' | 'ended') => void>();
  const arrived = new Map<string, RawDelivery[]>();
  const waiting = new Map<string, Waiting[]>();
  let published = 0n;
  let frameMax = 131_072;
  let underWay: { queue: string; delivery: RawDelivery; parts: Buffer[]; missing: number } | null = null;
  let isOver = false;
  let end: (how: RawEnd) => void = () => undefined;
  const ended = new Promise<RawEnd>((resolve) => {
    end = (how) => {
      isOver = true;
      resolve(how);
      for (const settle of confirms.values()) settle('ended');
      for (const one of [...waiting.values()].flat())
        one.reject(new Error(`The raw client's connection has ended: ${how.text}`));
      for (const queue of waiting.keys()) waiting.delete(queue);
    };
  });

  readFrames(socket, (kind, payload) => {
    if (kind === kinds.method) takeMethod(payload);
    if (kind === kinds.header && underWay) {
      underWay.missing = Number(payload.readBigUInt64BE(4));
      underWay.delivery.propertyBytes = Buffer.from(payload.subarray(12));
      giveIfWhole();
    }
    if (kind === kinds.body && underWay) {
      underWay.parts.push(Buffer.from(payload));
      underWay.missing -= payload.length;
      giveIfWhole();
    }
  });
  socket.on('error', (error) => end({ code: null, text: error.message }));
  socket.on('close', () => end({ code: null, text: 'the socket was closed' }));

  function takeMethod(payload: Buffer): void {
    const name = `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`;
    const args = payload.subarray(4);
    if (name === '60.60') underWay = { ...readDeliver(args), parts: [], missing: 0 };
    else if (name === '60.80' || name === '60.120') settleConfirms(args, name === '60.80');
    else if (name === '10.50' || name === '20.40') {
      // Answered, as the protocol wants it.
      write(kinds.method, name === '10.50' ? 0 : 1, method(name === '10.50' ? [10, 51] : [20, 41]));
      end({ code: args.readUInt16BE(0), text: args.toString('utf8', 3, 3 + args.readUInt8(2)) });
    } else {
      // In the order of the questions.
      answers.get(name)?.shift()?.(Buffer.from(args));
    }
  }

  function settleConfirms(args: Buffer, isTaken: boolean): void {
    const upTo = args.readBigUInt64BE(0);
    const isMultiple = (args.readUInt8(8) & 1) === 1;
    for (const [tag, settle] of confirms) {
      if (tag !== upTo && !(isMultiple && tag < upTo)) continue;
      confirms.delete(tag);
      settle(isTaken ? 'confirmed' : 'nacked');
    }
  }

  function giveIfWhole(): void {
    if (underWay === null || underWay.missing > 0) return;
    const { queue, delivery, parts } = underWay;
    underWay = null;
    delivery.body = Buffer.concat(parts);
    const taker = waiting.get(queue)?.shift();
    if (taker) taker.resolve(delivery);
    else arrived.set(queue, [...(arrived.get(queue) ?? []), delivery]);
  }

  function write(kind: number, channel: number, payload: Uint8Array): void {
    const start = Buffer.alloc(7);
    start.writeUInt8(kind, 0);
    start.writeUInt16BE(channel, 1);
    start.writeUInt32BE(payload.length, 3);
    socket.write(Buffer.concat([start, payload, Buffer.of(frameEnd)]));
  }

  async function ask(channel: number, payload: Uint8Array | null, answer: string): Promise<Buffer> {
    const answered = new Promise<Buffer>((resolve) => {
      answers.set(answer, [...(answers.get(answer) ?? []), resolve]);
    });
    if (payload === null) socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1'));
    else write(kinds.method, channel, payload);
    const failed = ended.then(({ code, text }) => {
      throw new Error(`RabbitMQ ended the raw client's connection: ${code ?? ''} ${text}`);
    });
    return Promise.race([answered, failed]);
  }

  await ask(0, null, '10.10');
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const capabilities = sized(entry('publisher_confirms', 't', [1]));
  const aboutUs = joinBytes(
    entry('product', 'S', sized('raw socket')),
    entry('capabilities', 'F', capabilities),
  );
  const startOk = joinBytes(
    sized(aboutUs),
    shortstr('PLAIN'),
    sized(`\0${user}\0${password}`),
    shortstr('en_US'),
  );
  const tune = await ask(0, method([10, 11], startOk), '10.30');
  frameMax = tune.readUInt32BE(2);
  // No heartbeats: the tests are short.
  write(kinds.method, 0, method([10, 31], tune.subarray(0, 6), [0, 0]));
  const vhost = shortstr(decodeURIComponent(url.pathname.slice(1)) || '/');
  await ask(0, method([10, 40], vhost, shortstr(''), [0]), '10.41');
  await ask(1, method([20, 10], shortstr('')), '20.11');
  await ask(1, method([85, 10], [0]), '85.11');

  return {
    frameMax,
    ended,
    publish({ exchange, routingKey, propertyBytes, body }) {
      if (isOver) return Promise.resolve('ended');
      published += 1n;
      const tag = published;
      const answer = new Promise<'confirmed' | 'nacked' | 'ended'>((resolve) => confirms.set(tag, resolve));
      write(
        kinds.method,
        1,
        method(
          [60, 40],
          [0, 0],
          Buffer.of(exchange.length),
          exchange,
          Buffer.of(routingKey.length),
          routingKey,
          [0],
        ),
      );
      const start = joinBytes(uint(2, 60), [0, 0], uint(8, body.length));
      write(kinds.header, 1, Buffer.concat([start, propertyBytes]));
      for (let at = 0; at < body.length; at += frameMax - 8)
        write(kinds.body, 1, body.subarray(at, at + frameMax - 8));
      return answer;
    },
    async consume(queue) {
      const names = joinBytes([0, 0], shortstr(queue), shortstr(queue));
      await ask(1, method([60, 20], names, [0], sized('')), '60.21');
    },
    next(queue, deadlineMs = 20_000) {
      const there = arrived.get(queue)?.shift();
      if (there) return Promise.resolve(there);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.set(
            queue,
            (waiting.get(queue) ?? []).filter((other) => other !== one),
          );
          reject(new Error(`Nothing came from ${queue} within ${deadlineMs / 1000} s`));
        }, deadlineMs);
        const one: Waiting = {
          resolve(delivery) {
            clearTimeout(timer);
            resolve(delivery);
          },
          reject(error) {
            clearTimeout(timer);
            reject(error);
          },
        };
        waiting.set(queue, [...(waiting.get(queue) ?? []), one]);
      });
    },
    ack: (tag) => write(kinds.method, 1, method([60, 80], uint(8, tag), [0])),
    reject: (tag) => write(kinds.method, 1, method([60, 90], uint(8, tag), [0])),
    async close() {
      if (!isOver)
        await ask(0, method([10, 50], uint(2, 200), shortstr(''), uint(4, 0)), '10.51').catch(
          () => undefined,
        );
      socket.destroy();
    },
  };
}

function method(
  [classId, methodId]: readonly [number, number],
  ...args: (Uint8Array | number[])[]
): Uint8Array {
  return joinBytes(uint(2, classId), uint(2, methodId), ...args);
}

function readDeliver(args: Buffer): { queue: string; delivery: RawDelivery } {
  const tagEnd = 1 + args.readUInt8(0);
  const exchangeAt = tagEnd + 9;
  const keyAt = exchangeAt + 1 + args.readUInt8(exchangeAt);
  const delivery = {
    deliveryTag: args.readBigUInt64BE(tagEnd),
    redelivered: (args.readUInt8(tagEnd + 8) & 1) === 1,
    exchange: Buffer.from(args.subarray(exchangeAt + 1, keyAt)),
    routingKey: Buffer.from(args.subarray(keyAt + 1, keyAt + 1 + args.readUInt8(keyAt))),
    propertyBytes: utf8(''),
    body: utf8(''),
  };
  return { queue: args.toString('utf8', 1, tagEnd), delivery };
}

function readFrames(socket: Socket, take: (kind: number, payload: Buffer) => void): void {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = 8;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) return;
    let bytes = Buffer.concat(chunks);
    for (;;) {
      wanted = bytes.length < 7 ? 8 : 8 + bytes.readUInt32BE(3);
      if (bytes.length < wanted) break;
      if (bytes[wanted - 1] !== frameEnd) throw new Error('The broker sent a frame without its end byte');
      take(bytes.readUInt8(0), bytes.subarray(7, wanted - 1));
      bytes = bytes.subarray(wanted);
    }
    chunks = [bytes];
    held = bytes.length;
  });
}
