// Headers that RabbitMQ would not let in (a tag nobody knows, NaN), as another broker might deliver them: the drain goes on.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDeadLetter } from '#lib/store/dead-letters.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { openRaw, type RawClient } from '#tests/raw-socket.ts';
import { double, entry, joinBytes, properties, shortstr, sized, utf8 } from '#tests/wire.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';
import { startBendingProxy, type BendingProxy } from './bending-proxy.ts';

const bends = [
  { from: entry('odd', 'V'), to: entry('odd', '?') },
  { from: entry('odd number', 'd', double(0.5)), to: entry('odd number', 'd', double(Number.NaN)) },
];
let database: TestDatabase;
let vhost: Vhost;
let proxy: BendingProxy;
let worker: TestWorker;
let raw: RawClient;
beforeAll(async () => {
  [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  proxy = await startBendingProxy(vhost.url, bends);
  [worker, raw] = await Promise.all([startTestWorker({ AMQP_URL: proxy.url }), openRaw(vhost.url)]);
  await vhost.call('PUT', 'queues', 'taken', { durable: true });
  await until('LetterThief has declared its queue', async () => {
    await vhost.call('GET', 'queues', 'letterthief');
    return true;
  });
});
afterAll(async () => {
  await worker.stop();
  await raw.close();
  await proxy.stop();
  await vhost.drop();
  await database.drop();
});

const send = (routingKey: string, propertyBytes: Uint8Array, body: string) =>
  raw.publish({ exchange: utf8(''), routingKey: utf8(routingKey), propertyBytes, body: utf8(body) });

test('what RabbitMQ itself makes of such a publish: it ends the connection (541), and nothing of it gets in', async () => {
  const odd = [
    entry('odd', '?'),
    entry('in', 'F', sized(entry('odd', '?'))),
    entry('in', 'A', sized(utf8('?'))),
    entry('nan', 'd', double(Number.NaN)),
    entry('infinite', 'd', double(Infinity)),
  ];
  for (const header of odd) {
    const own = await openRaw(vhost.url);
    const propertyBytes = properties({ headers: sized(header) });
    const message = { exchange: utf8(''), routingKey: utf8('taken'), propertyBytes, body: utf8('x') };
    expect(await own.publish(message)).toBe('ended');
    expect(await own.ended).toEqual({ code: 541, text: 'INTERNAL_ERROR' });
    await own.close();
  }
  await until('the broker says that nothing got in', async () => (await vhost.depth('taken')) === 0);
});

test('a drain goes on over headers that nobody can read; they are kept as they came, and their replays are refused', async () => {
  const tables = {
    'at the top': joinBytes(entry('a', 'V'), entry('odd', 'V'), entry('z', 'S', sized('behind it'))),
    'in a table': joinBytes(entry('in', 'F', sized(entry('odd', 'V'))), entry('z', 'S', sized('behind it'))),
    'no number': entry('odd number', 'd', double(0.5)),
  };
  for (let at = 0; at < 30; at++) await send('letterthief', properties({}), `before ${at}`);
  for (const [name, table] of Object.entries(tables))
    expect(
      await send('letterthief', properties({ headers: sized(table), messageId: shortstr('m') }), name),
    ).toBe('confirmed');
  for (let at = 0; at < 30; at++) await send('letterthief', properties({}), `after ${at}`);
  const stored = () =>
    database.query<{ id: string; body: Buffer; bytes: Buffer }>(
      'SELECT id, body, property_bytes AS bytes FROM dead_letter ORDER BY id',
    );
  await until('all are stored', async () => (await stored()).length === 63);
  const letters = new Map((await stored()).map((letter) => [letter.body.toString(), letter]));
  expect(proxy.bent).toBe(3);
  expect(await database.query('SELECT id FROM session')).toHaveLength(1);
  for (const [name, table] of Object.entries(tables)) {
    const bent = Buffer.from(properties({ headers: sized(table), messageId: shortstr('m') }));
    for (const { from, to } of bends) if (bent.indexOf(from) !== -1) bent.set(to, bent.indexOf(from));
    expect(letters.get(name)!.bytes.toString('hex')).toBe(bent.toString('hex'));
  }

  const odd = Object.keys(tables).map((name) => letters.get(name)!.id);
  const good = Array.from({ length: 30 }, (_, at) => letters.get(`after ${at}`)!.id);
  const to = { kind: 'exchange', exchange: '', routingKey: 'taken' } as const;
  await requestReplays(person, { deadLetterIds: [...good.slice(15), ...odd, ...good.slice(0, 15)], to });
  const details = () => Promise.all([...odd, ...good].map((id) => readDeadLetter(person, id)));
  await until('all are settled', async () =>
    (await details()).every(({ status }) => status === 'open' || status === 'replayed'),
  );
  const outcomes = (await details()).map(({ replays }) => [replays[0]!.stage, replays[0]!.detail] as const);
  expect(outcomes.slice(0, 3).map(([stage]) => stage)).toEqual(['refused', 'refused', 'refused']);
  expect(outcomes.slice(0, 3).map(([, detail]) => /connection: (.*)$/.exec(detail ?? '')?.[1])).toEqual([
    'odd',
    'in',
    'odd number',
  ]);
  expect(new Set(outcomes.slice(3).map(([stage]) => stage))).toEqual(new Set(['confirmed']));
});
