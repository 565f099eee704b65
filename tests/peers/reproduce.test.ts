// Letters as programs, run against a real broker: what arrives is the letter's message, but for what the notes say.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reproduce } from '#lib/domain/reproduce/registry.ts';
import { splitProperties } from '#lib/domain/properties.ts';
import type { Reproduction } from '#lib/domain/reproduce/targets.ts';
import { makeDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession } from '#tests/letters.ts';
import { startWeb } from '#tests/processes.ts';
import { openRaw, type RawClient } from '#tests/raw-socket.ts';
import { joinBytes, properties, sized } from '#tests/wire.ts';
import { startTestWorker } from '#tests/worker-in-process.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { findDifferences, letterOf, tellLetters } from './reproduced-letters.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let vhost: Vhost;
let raw: RawClient;
let folder: string;
beforeAll(async () => {
  vhost = await makeVhost();
  raw = await openRaw(vhost.url);
  folder = await mkdtemp(join(tmpdir(), 'letterthief-reproduce-'));
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const admin = await fetch(
    new URL('/cli/rabbitmqadmin', process.env.TEST_MANAGEMENT_URL?.replace(/\/\/.*@/, '//')),
  );
  const sources = (await readdir('tests/peers/spring-stand-in', { recursive: true })).filter((file) =>
    file.endsWith('.java'),
  );
  const compiled = await run(
    '/usr/bin/javac',
    [
      '-cp',
      jars,
      '-d',
      join(folder, 'spring'),
      ...sources.map((file) => resolve('tests/peers/spring-stand-in', file)),
    ],
    folder,
  );
  expect(compiled).toMatchObject({ code: 0 });
  await writeFile(join(folder, 'rabbitmqadmin'), await admin.text(), { mode: 0o755 });
});
afterAll(async () => {
  await raw.close();
  await vhost.drop();
  await rm(folder, { recursive: true });
});

type Runner = {
  command: string;
  args?: () => string[];
  /** Where each run takes long: these letters alone. */
  letters?: string[];
  file: string;
  /** The program, pointed at the broker of the tests as its comments say. */
  point(text: string): string;
};

const local = 'amqp://guest:guest@localhost:5672/';
const jars = ['amqp-client', 'slf4j-api', 'slf4j-nop'].map((name) => `/usr/share/java/${name}.jar`).join(':');
const quote = (text: string) => `'${decodeURIComponent(text)}'`;
const runners: Record<string, Runner> = {
  amqplib: {
    command: process.execPath,
    file: 'program.mjs',
    point: (text) => text.replace(local, vhost.url),
  },
  pika: { command: '/usr/bin/python3', file: 'program.py', point: (text) => text.replace(local, vhost.url) },
  'php-amqplib': {
    command: '/usr/bin/php',
    file: 'program.php',
    point(text) {
      const { hostname, port, username, password, pathname } = new URL(vhost.url);
      return text
        .replace("__DIR__ . '/vendor/autoload.php'", "'/usr/share/php/PhpAmqpLib/autoload.php'")
        .replace(
          "'localhost', 5672, 'guest', 'guest', '/'",
          [quote(hostname), port, quote(username), quote(password), quote(pathname.slice(1))].join(', '),
        );
    },
  },
  spring: {
    command: '/usr/bin/java',
    args: () => ['-XX:TieredStopAtLevel=1', '-cp', `${join(folder, 'spring')}:${jars}`],
    file: 'PublishLetter.java',
    letters: ['types', 'every-property', 'hostile', 'binary'],
    point(text) {
      const { hostname, port, username, password, pathname } = new URL(vhost.url);
      return text
        .replace('"localhost", 5672', `"${hostname}", ${port}`)
        .replace('Username("guest")', `Username("${decodeURIComponent(username)}")`)
        .replace('Password("guest")', `Password("${decodeURIComponent(password)}")`)
        .replace('Host("/")', `Host("${pathname.slice(1)}")`);
    },
  },
  // It writes JSON objects alone: its bodies are those.
  pigeon: {
    command: '/usr/bin/php',
    args: () => ['-d', `auto_prepend_file=${resolve('tests/peers/pigeon-stand-in.php')}`],
    file: 'program.php',
    letters: ['types', 'every-property', 'keys'],
    point: (text) => text,
  },
  rabbitmqadmin: {
    command: '/bin/bash',
    file: 'program.sh',
    point(text) {
      const { hostname, port, username, password } = new URL(process.env.TEST_MANAGEMENT_URL ?? '');
      const told = `--host ${hostname} --port ${port} --username ${username} --password ${password}`;
      return text.replace('\nrabbitmqadmin', `\nrabbitmqadmin ${told} --vhost ${vhost.name}`);
    },
  },
};

test.concurrent.each(Object.entries(runners))(
  '%s sends what the letter was',
  async (as, { command, args, file, letters, point }) => {
    const own = await mkdtemp(join(folder, `${as}-`));
    const exchange = `it's "$HOME" \\ ☂ ${as}`;
    const queue = `to-${as}`;
    await vhost.call('PUT', 'queues', queue, { durable: true });
    await vhost.call('PUT', 'exchanges', encodeURIComponent(exchange), { type: 'fanout' });
    await vhost.call('POST', 'bindings', `e/${encodeURIComponent(exchange)}/q/${queue}`, {});
    await raw.consume(queue);
    for (const told of tellLetters().filter(({ name }) => letters?.includes(name) ?? true)) {
      const letter = letterOf(told, exchange);
      const { text, notes } = reproduce(as as 'pika', letter, 'http://localhost:3000');
      const program = join(own, file);
      await writeFile(program, point(text));
      await writeFile(join(own, 'message.bin'), told.body);
      const said = await run(command, [...(args?.() ?? []), program], own, { TEST_BROKER: vhost.url });
      const excused = notes.flatMap(({ about }) => about);
      if (excused.includes('body')) {
        expect(said.err).toContain('cannot send this message');
        continue;
      }
      expect(said, told.name).toMatchObject({ code: 0, err: '' });
      const arrived = await raw.next(queue);
      raw.ack(arrived.deliveryTag);
      expect(Buffer.compare(arrived.body, told.body), told.name).toBe(0);
      expect(Buffer.from(arrived.exchange).toString()).toBe(exchange);
      const isOtherKey = Buffer.compare(arrived.routingKey, told.routingKey) !== 0;
      const differing = findDifferences(letter.propertyBytes, arrived.propertyBytes);
      expect([...differing, ...(isOtherKey ? ['routing key'] : [])].toSorted(), told.name).toEqual(
        [...new Set(excused)].toSorted(),
      );
    }
  },
);

test('curl tries the letter again over the REST API', async () => {
  const database = await makeDatabase();
  const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url };
  const [web, worker] = await Promise.all([startWeb(env), startTestWorker(env)]);
  await vhost.call('PUT', 'queues', 'to-curl', { durable: true });
  await raw.consume('to-curl');
  const told = tellLetters().find(({ name }) => name === 'hostile')!;
  const own = splitProperties(told.propertyBytes).values;
  const headers = joinBytes(
    deathIn('to-curl', { exchange: '', routingKey: 'to-curl' }),
    own.get('headers')!.subarray(4),
  );
  const propertyBytes = properties({ ...Object.fromEntries(own), headers: sized(headers) });
  await (await openTestSession()).store({ ...delivery({ body: told.body }), propertyBytes });
  const [{ id }] = (await database.query<{ id: string }>('SELECT id FROM dead_letter')) as [{ id: string }];
  const [{ text }, { text: python }] = (await Promise.all(
    ['curl', 'pika'].map(async (as) =>
      (await web.fetch(`/api/v1/dead-letters/${id}/reproduction?as=${as}`)).json(),
    ),
  )) as [Reproduction, Reproduction];
  expect(python).toContain(`channel.basic_publish('', 'to-curl', body`);
  await writeFile(join(folder, 'curl.sh'), text);

  const refused = await run('/bin/bash', [join(folder, 'curl.sh')], folder);
  expect(refused.err).toContain('Set it to a token of LetterThief');
  expect(refused.code).not.toBe(0);
  expect(await database.query('SELECT FROM replay')).toHaveLength(0);

  const LETTERTHIEF_TOKEN = (await web.headers()).authorization.replace('Bearer ', '');
  const said = await run('/bin/bash', [join(folder, 'curl.sh')], folder, { LETTERTHIEF_TOKEN });
  expect(JSON.parse(said.out)).toMatchObject({ items: [{ deadLetterId: id, toKind: 'origin' }] });
  expect(text + said.out + said.err).not.toContain(LETTERTHIEF_TOKEN);
  const arrived = await raw.next('to-curl');
  expect(findDifferences(propertyBytes, arrived.propertyBytes)).toEqual([]);
  expect(Buffer.compare(arrived.body, told.body)).toBe(0);
  await worker.stop();
  await web.stop();
  await database.drop();
});

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const path = `${folder}:${process.env.PATH ?? ''}`;
  return new Promise((done) => {
    execFile(
      command,
      args,
      { cwd, env: { NODE_ENV: 'test', PATH: path, HOME: cwd, ...env } },
      (error, out, err) => done({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}
