// Clients that are not amqplib read their own messages back, with the same values and types; and what no library can say goes
// through the whole line and back byte for byte.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import type { RawDelivery } from '#tests/raw-socket.ts';
import { entry, properties, sized, utf8 } from '#tests/wire.ts';
import { compare, startLine, type Line } from './line.ts';
import { cloudamqpClient, program, rabbitmqClient, type Peer, type Seen } from './peer.ts';
import { rawLetters } from './raw-letters.ts';

// A busy machine, not a promise of speed: each step within has its own deadline.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let line: Line;
beforeAll(async () => {
  line = await startLine();
});
afterAll(() => line.stop());

test('whatever a raw socket published arrives again as the dead-letter queue delivered it', async () => {
  const { raw } = line;
  const letters = rawLetters(line.user);
  const witnessed = [];
  for (const { name, ...message } of letters) {
    await line.lay(name);
    await raw.consume(name);
    const exchange = Buffer.from(`from-${name}`);
    expect(await raw.publish({ exchange, ...message }), name).toBe('confirmed');
    raw.reject((await raw.next(name)).deliveryTag);
    const original = await raw.next(`copy-${name}`);
    expect(Buffer.compare(original.routingKey, message.routingKey)).toBe(0);
    witnessed.push({ name, original, dead: await raw.next(`witness-${name}`) });
  }
  const ids = [];
  for (const { name } of letters) ids.push((await line.letterFrom(name)).id);
  await line.ask(ids);
  const details = await line.settled(ids);
  for (const [at, { name, original, dead }] of witnessed.entries()) {
    const letter = details[at]!;
    expect([name, letter.replays[0]], name).toMatchObject([name, { stage: 'confirmed' }]);
    const replay = await raw.next(`copy-${name}`);
    await compare(line, letter, { original, dead, replay });
  }
});

/** A header's name, tag and length; the table's length and the flags. */
const around = 1 + 'trace'.length + 1 + 4 + 4 + 2;
/** A replay's own header, and its delivery mode. */
const added = 1 + 'x-letterthief-replay-id'.length + 1 + 4 + 36 + 1;
const small = { name: 'small', propertyBytes: properties({}) };

function ofSize(name: string, propertyBytes: number) {
  const value = 'x'.repeat(propertyBytes - around);
  return { name, propertyBytes: properties({ headers: sized(entry('trace', 'S', sized(value))) }) };
}

test('headers that died too large for a frame are stored; those that fit again when stripped arrive, the others are refused and hurt nobody', async () => {
  const { raw } = line;
  // Type, channel and length before a frame, its end byte; class, weight and body size before the properties.
  const most = raw.frameMax - 8 - 12;
  const letters = [
    small,
    ofSize('just-fits', most - added),
    ofSize('one-byte-too-many', most - added + 1),
    ofSize('fitted-before', most),
    // The broker itself takes eight bytes more than it says.
    ofSize('as-large-as-it-goes', most + 8),
    { ...small, name: 'small-too' },
  ];
  const stored: { name: string; original: RawDelivery; dead: RawDelivery; id: string }[] = [];
  for (const { name, propertyBytes } of letters) {
    await line.lay(name);
    await raw.consume(name);
    const exchange = utf8(`from-${name}`);
    const body = utf8(name);
    expect(await raw.publish({ exchange, routingKey: utf8('k'), propertyBytes, body }), name).toBe(
      'confirmed',
    );
    raw.reject((await raw.next(name)).deliveryTag);
    const seen = { original: await raw.next(`copy-${name}`), dead: await raw.next(`witness-${name}`) };
    stored.push({ name, ...seen, id: (await line.letterFrom(name)).id });
  }
  expect(stored.filter(({ dead }) => dead.propertyBytes.length > most).map(({ name }) => name)).toEqual(
    letters.slice(1, -1).map(({ name }) => name),
  );

  const ids = stored.map(({ id }) => id);
  await line.ask(ids);
  const details = await line.settled(ids);
  for (const [at, { name, original, dead }] of stored.entries()) {
    const letter = details[at]!;
    if (name.startsWith('small') || name === 'just-fits') {
      expect([name, letter.status, letter.replays[0]!.stage]).toEqual([name, 'replayed', 'confirmed']);
      await compare(line, letter, { original, dead, replay: await raw.next(`copy-${name}`) });
      continue;
    }
    expect([name, letter.status, letter.lastOutcome]).toEqual([name, 'open', 'refused']);
    expect(letter.replays[0]!.detail).toMatch(/one frame.*trace \(13\d{4} bytes\)/);
    await expect(raw.next(`copy-${name}`, 200)).rejects.toThrow('Nothing came');
  }
});

const jars = ['amqp-client', 'slf4j-api'].map((name) => `/usr/share/java/${name}.jar`).join(':');
const java = program('/usr/bin/java', '-XX:TieredStopAtLevel=1', '-cp', jars, 'tests/peers/java-client.java');
const many = 'boolean int32 int64 longstr bytes timestamp void array table';
const peers: [name: string, peer: Peer, types: string][] = [
  ['rabbitmq-client', rabbitmqClient, 'boolean int8 int16 int32 int64 longstr double void array table'],
  ['cloudamqp', cloudamqpClient, `${many} float`],
  ['pika', program('/usr/bin/python3', 'tests/peers/pika-client.py'), `${many} decimal`],
  ['java', java, `${many} int8 int16 float double decimal`],
  [
    'php-amqplib',
    program('/usr/bin/php', 'tests/peers/php-amqplib.php'),
    `${many} int8 uint8 int16 uint16 uint32 decimal`,
  ],
];

test.concurrent.each(peers)('%s reads its message back as it was', async (name, peer, types) => {
  await line.lay(name);
  const turns = peer(line.vhost.url, `from-${name}`, name);
  const first = (await turns.next()).value as Seen;
  const [original, dead] = [await line.raw.next(`copy-${name}`), await line.raw.next(`witness-${name}`)];
  const sent = readFieldTable(readProperties(original.propertyBytes).headers!);
  expect([...new Set(sent.map(({ type }) => type))].toSorted()).toEqual(types.split(' ').toSorted());

  const { id } = await line.letterFrom(name);
  await line.ask([id]);
  const second = (await turns.next()).value as Seen;
  expect(await turns.next()).toEqual({ done: true, value: undefined });
  const [letter] = await line.settled([id]);
  expect(letter!.replays[0]).toMatchObject({ stage: 'confirmed' });
  await compare(line, letter!, { original, dead, replay: await line.raw.next(`copy-${name}`) });

  const replayId = Object.keys(second.headers).find((header) =>
    /x-letterthief-replay-id|782d6c6574746572/.test(header),
  );
  expect(Object.keys(first.headers).length).toBe(sent.length);
  const { [replayId!]: ours, ...headers } = second.headers;
  expect(ours).toMatch(
    new RegExp(`${letter!.replays[0]!.id}|${Buffer.from(letter!.replays[0]!.id).toString('hex')}`),
  );
  expect(headers).toEqual(first.headers);
  const changed = /^(delivery_?mode|durable|expiration)$/i;
  const kept = (seen: Seen) =>
    Object.fromEntries(Object.entries(seen.properties).filter(([property]) => !changed.test(property)));
  expect(Object.keys(kept(first)).length).toBeGreaterThanOrEqual(10);
  expect(kept(second)).toEqual(kept(first));
  expect(Object.keys(second.properties)).not.toContain('expiration');
  expect(second.body).toBe(first.body);
});
