// Clients that are not amqplib read their own messages back, with the same values and types, and the bytes are the same too.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { compare, startLine, type Line } from './line.ts';
import { cloudamqpClient, program, rabbitmqClient, type Peer, type Seen } from './peer.ts';

let line: Line;
beforeAll(async () => {
  line = await startLine();
});
afterAll(() => line.stop());

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
  const kept = ({ properties }: Seen) =>
    Object.fromEntries(Object.entries(properties).filter(([property]) => !changed.test(property)));
  expect(Object.keys(kept(first)).length).toBeGreaterThanOrEqual(10);
  expect(kept(second)).toEqual(kept(first));
  expect(Object.keys(second.properties)).not.toContain('expiration');
  expect(second.body).toBe(first.body);
});
