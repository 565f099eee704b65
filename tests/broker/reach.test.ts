// What we say that a message reaches, against where RabbitMQ delivers it: random patterns, and random exchanges of all kinds.
import fc from 'fast-check';
import { Connection, type Channel } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTopology } from '#lib/broker/topology-snapshot.ts';
import type { Header } from '#lib/domain/dead-letter.ts';
import { findReach, indexTopology } from '#lib/domain/reach.ts';
import { fitsTopic } from '#lib/domain/topic-match.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';

let vhost: Vhost;
let client: Connection;
let channel: Channel;
beforeAll(async () => {
  vhost = await makeVhost();
  client = new Connection(vhost.url);
  channel = await client.acquire();
});
afterAll(async () => {
  await channel.close();
  await client.close();
  await vhost.drop();
});

const managementUrl = process.env.TEST_MANAGEMENT_URL ?? '';

/** Of each queue the bodies that arrived in it. */
async function takeAll(queues: readonly string[]): Promise<Map<string, number[]>> {
  const taken = new Map<string, number[]>();
  for (const queue of queues) {
    const bodies: number[] = [];
    for (;;) {
      const message = await channel.basicGet({ queue, noAck: true });
      if (message === undefined) break;
      bodies.push(Number(message.body));
    }
    taken.set(queue, bodies);
  }
  return taken;
}

type Sent = { exchange: string; routingKey: string; headers?: Record<string, unknown> };

async function publish(messages: readonly Sent[]): Promise<void> {
  const publisher = client.createPublisher({ confirm: true });
  for (const [at, message] of messages.entries()) await publisher.send(message, String(at));
  await publisher.close();
}

const sample = <Value>(arbitrary: fc.Arbitrary<Value>, count: number) =>
  fc.sample(arbitrary, { numRuns: count, seed: 20_261_121 });

test('300 random patterns fit the keys that RabbitMQ’s topic exchange routes by them, and no others', async () => {
  const words = fc.array(fc.constantFrom('a', 'a', 'b', '*', '*', '#', '', 'aa'), { maxLength: 5 });
  const dotted = words.map((list) => list.join('.'));
  const patterns = [...new Set(['', '#', '*', '#.#', '*.#.*', '.', '..', ...sample(dotted, 600)])].slice(
    0,
    307,
  );
  const keys = [...new Set([...sample(dotted, 150), '', 'a', 'a.b', '.', 'a.', '.a'])];
  await channel.exchangeDeclare({ exchange: 'patterns', type: 'topic' });
  for (const [at, routingKey] of patterns.entries()) {
    await channel.queueDeclare({ queue: `pattern ${at}` });
    await channel.queueBind({ exchange: 'patterns', queue: `pattern ${at}`, routingKey });
  }
  await publish(keys.map((routingKey) => ({ exchange: 'patterns', routingKey })));
  const taken = await takeAll(patterns.map((_, at) => `pattern ${at}`));
  for (const [at, pattern] of patterns.entries()) {
    const routed = taken.get(`pattern ${at}`)!.map((key) => keys[key]);
    expect(routed.toSorted(), pattern).toEqual(keys.filter((key) => fitsTopic(pattern, key)).toSorted());
  }
  await vhost.call('DELETE', 'exchanges', 'patterns');
}, 120_000);

const types = ['direct', 'fanout', 'topic', 'headers'] as const;
const names = types.flatMap((type) => [0, 1, 2].map((at) => ({ name: `${type} ${at}`, type })));
const queues = Array.from({ length: 10 }, (_, at) => `queue ${at}`);
const name = fc.constantFrom(...names.map((one) => one.name));
const key = fc.constantFrom('', 'a', 'a.b', 'b.a', '#', '*.b', 'a.#', '*');
const values = fc.constantFrom<string | number | boolean>('x', 'y', 7, 8, true, false);
const headers = fc.dictionary(fc.constantFrom('h', 'i', 'x-j'), values, { maxKeys: 3 });
const asked = fc.tuple(headers, fc.constantFrom(undefined, 'all', 'any', 'all-with-x', 'any-with-x'));
const binding = fc.record({
  source: name,
  to: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...queues) }, name),
  key,
  asked,
});

test('among exchanges of all kinds, bound to queues and to each other and with alternates, we say what RabbitMQ does', async () => {
  for (const queue of queues) await channel.queueDeclare({ queue });
  for (const [at, one] of names.entries()) {
    // Every third has an alternate by its arguments, and some of the others by a policy.
    const alternate = names[(at * 5 + 1) % names.length]!.name;
    await channel.exchangeDeclare({
      exchange: one.name,
      type: one.type,
      ...(at % 3 === 0 ? { arguments: { 'alternate-exchange': alternate } } : {}),
    });
  }
  await vhost.call('PUT', 'policies', 'else', {
    pattern: '1$',
    definition: { 'alternate-exchange': 'fanout 2' },
    'apply-to': 'exchanges',
  });
  // Sparse: where all is bound to all, nothing is told apart.
  for (const one of sample(binding, 30)) {
    const [wanted, match] = one.asked;
    const given = { ...wanted, ...(match === undefined ? {} : { 'x-match': match }) };
    const bind = { routingKey: one.key, arguments: one.source.startsWith('headers') ? given : {} };
    if (queues.includes(one.to)) await channel.queueBind({ exchange: one.source, queue: one.to, ...bind });
    else await channel.exchangeBind({ source: one.source, destination: one.to, ...bind });
  }
  const index = indexTopology(await readTopology(managementUrl, vhost.name));
  expect(index.exchanges.get('direct 1')!.alternate).toBe('fanout 2');
  const to = fc.oneof({ weight: 8, arbitrary: name }, fc.constant(''));
  const messages = sample(
    fc.record({ exchange: to, routingKey: fc.oneof(key, fc.constantFrom(...queues)), headers }),
    400,
  );
  await publish(messages);
  const taken = await takeAll(queues);
  const sizes = new Set<number>();
  for (const [at, message] of messages.entries()) {
    const reached = queues.filter((queue) => taken.get(queue)!.includes(at)).toSorted();
    const reach = findReach(index, { ...message, headers: Object.entries(message.headers).map(headerOf) });
    expect(reach, JSON.stringify(message)).toEqual({ queues: reached });
    sizes.add(reached.length);
  }
  expect(sizes.size).toBeGreaterThan(3);
}, 120_000);

/** As the store shows what rabbitmq-client sends. */
function headerOf([header, value]: [string, unknown]): Header {
  const type = typeof value === 'string' ? 'longstr' : typeof value === 'boolean' ? 'boolean' : 'int32';
  return { name: header, type, value };
}

test('what cannot be told is unknown, and says why', async () => {
  await channel.exchangeDeclare({ exchange: 'inside', type: 'fanout', internal: true });
  const topology = await readTopology(managementUrl, vhost.name);
  const own = { name: 'hashed', type: 'x-consistent-hash', isInternal: false, alternate: null };
  const index = indexTopology({ ...topology, exchanges: [...topology.exchanges, own] });
  const reach = (exchange: string) => findReach(index, { exchange, routingKey: 'a', headers: null });
  expect(reach('missing')).toEqual({ unknown: 'there is no exchange missing' });
  expect(reach('inside')).toEqual({ unknown: 'inside is internal: nobody may publish to it' });
  expect(reach('hashed')).toEqual({ unknown: 'hashed is of type x-consistent-hash, whose ways are its own' });
  expect(reach('headers 0')).toEqual({ unknown: 'headers 0 decides by headers, which were not given' });
  expect(reach('')).toEqual({ queues: [] });
  const cut = indexTopology({ exchanges: [], bindings: [], cut: 'there are too many' });
  expect(findReach(cut, { exchange: '', routingKey: 'a', headers: null })).toEqual({
    unknown: 'there are too many',
  });
});
