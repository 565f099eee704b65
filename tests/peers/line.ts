// The whole line for messages of other clients: published, rejected, drained by real workers, tried again over the REST API, received again.
import { expect } from 'vitest';
import type { DeadLetterDetail, DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, startWorker, until, type Running } from '#tests/processes.ts';
import { openRaw, type RawClient, type RawDelivery } from '#tests/raw-socket.ts';
import { expectedReplay } from '#tests/raw-table.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { entry, joinBytes, properties, sized, utf8 } from '#tests/wire.ts';

export type Line = {
  vhost: Vhost;
  database: TestDatabase;
  user: string;
  /** Whether this broker sorts the headers of all that is published (RabbitMQ 4), not only of what dies. */
  isSorting: boolean;
  /** Reads every queue that nobody else should read. */
  raw: RawClient;
  /**
   * Exchange `from-<name>` → queue `<name>`, whose rejected messages die into LetterThief's queue, and `copy-<name>`, which
   * gets what came through the exchange. `witness-<name>` gets what dies, as LetterThief's own queue does.
   */
  lay(name: string): Promise<void>;
  letterFrom(queue: string): Promise<DeadLetterSummary>;
  detail(id: string): Promise<DeadLetterDetail>;
  ask(deadLetterIds: string[]): Promise<void>;
  /** All are settled; gives their details. */
  settled(ids: string[]): Promise<DeadLetterDetail[]>;
  stop(): Promise<void>;
};

export async function startLine(): Promise<Line> {
  const [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url };
  const processes: Running[] = [];
  // One after the other: on a busy machine three that compile at once are late.
  const web = await startWeb(env);
  const workers = [await startWorker(env), await startWorker(env)];
  processes.push(web, ...workers);
  const raw = await openRaw(vhost.url);
  const api = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await web.fetch(`/api/v1/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const detail: Line['detail'] = async (id) => (await api(`dead-letters/${id}`)) as DeadLetterDetail;
  await vhost.waitForOwnQueue();
  return {
    vhost,
    database,
    raw,
    isSorting: await sortsHeaders(vhost, raw),
    user: decodeURIComponent(new URL(vhost.url).username),
    detail,
    async lay(name) {
      const exchange = `from-${name}`;
      const dead = `dead-${name}`;
      const put = (kind: string, path: string, given = {}) =>
        vhost.call('PUT', kind, path, { durable: true, ...given });
      const bind = (from: string, to: string) => vhost.call('POST', 'bindings', `e/${from}/q/${to}`, {});
      const dies = { 'x-dead-letter-exchange': dead };
      await Promise.all([
        put('exchanges', exchange, { type: 'fanout' }),
        put('exchanges', dead, { type: 'fanout' }),
        put('queues', name, { arguments: dies }),
        put('queues', `copy-${name}`),
        put('queues', `witness-${name}`),
      ]);
      await Promise.all([
        bind(exchange, name),
        bind(exchange, `copy-${name}`),
        bind(dead, 'letterthief'),
        bind(dead, `witness-${name}`),
      ]);
      await raw.consume(`copy-${name}`);
      await raw.consume(`witness-${name}`);
    },
    async letterFrom(queue) {
      let letter: DeadLetterSummary | undefined;
      await until(`the letter of ${queue} is stored`, async () => {
        const { items } = (await api(`dead-letters?queue=${queue}`)) as { items: DeadLetterSummary[] };
        letter = items[0];
        return letter !== undefined;
      });
      return letter!;
    },
    async ask(deadLetterIds) {
      await api('replays', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ deadLetterIds, to: { kind: 'origin' } }),
      });
    },
    async settled(ids) {
      let details: DeadLetterDetail[] = [];
      await until('all replays are settled', async () => {
        details = await Promise.all(ids.map(detail));
        return details.every(({ status }) => status !== 'replaying');
      });
      return details;
    },
    async stop() {
      await raw.close();
      expect(await Promise.all(processes.map((one) => one.stop()))).toEqual([0, 0, 0]);
      await vhost.drop();
      await database.drop();
    },
  };
}

async function sortsHeaders(vhost: Vhost, raw: RawClient): Promise<boolean> {
  await vhost.call('PUT', 'queues', 'probe', { durable: true });
  await raw.consume('probe');
  const propertyBytes = properties({ headers: sized(joinBytes(entry('b', 'V'), entry('a', 'V'))) });
  const message = { exchange: utf8(''), routingKey: utf8('probe'), body: utf8(''), propertyBytes };
  expect(await raw.publish(message)).toBe('confirmed');
  return Buffer.compare((await raw.next('probe')).propertyBytes, propertyBytes) !== 0;
}

/** Compares what was stored with what the dead-letter queue delivered, and what a replay brought with what the contract says. */
export async function compare(
  line: Line,
  letter: DeadLetterDetail,
  seen: { dead: RawDelivery; replay: RawDelivery; original: RawDelivery },
): Promise<void> {
  const [stored] = await line.database.query<{ exchange: Buffer; key: Buffer; properties: Buffer }>(
    `SELECT delivered_exchange AS exchange, delivered_routing_key AS key, property_bytes AS properties
     FROM dead_letter WHERE id = $1`,
    [letter.id],
  );
  const { dead, replay, original } = seen;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  expect(hex(stored!.properties)).toBe(hex(dead.propertyBytes));
  expect([hex(stored!.exchange), hex(stored!.key)]).toEqual([hex(dead.exchange), hex(dead.routingKey)]);
  const expected = expectedReplay(dead.propertyBytes, letter.replays[0]!.id, line.user, line.isSorting);
  expect(hex(replay.propertyBytes)).toBe(hex(expected));
  expect(Buffer.compare(replay.body, dead.body)).toBe(0);
  expect(Buffer.compare(replay.body, original.body)).toBe(0);
  expect([hex(replay.exchange), hex(replay.routingKey)]).toEqual([
    hex(original.exchange),
    hex(original.routingKey),
  ]);
}
