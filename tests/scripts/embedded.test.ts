// The embedded Postgres and RabbitMQ as real processes: what they keep, and what they leave behind.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openHome, type Home } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
import { signalProcess } from '#scripts/embedded/processes.ts';
import { startRabbit } from '#scripts/embedded/rabbitmq.ts';
import {
  isAlive,
  keepMessage,
  listProcesses,
  makeFolder,
  query,
  removeFolder,
  runScript,
  takeMessage,
  untilExit,
  waitUntil,
} from './processes.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = makeFolder();
  folders.push(folder);
  return folder;
};

afterEach(() => {
  const left = folders.flatMap((folder) => [
    ...listProcesses(folder),
    ...listProcesses(readNode(folder).nodeName),
  ]);
  // A test that failed half-way may have killed the watchdogs that would have done it.
  for (const line of left) signalProcess(Number.parseInt(line, 10), 'SIGKILL');
  folders.splice(0).forEach(removeFolder);
  expect(left).toEqual([]);
});

describe('embedded services', () => {
  test('two homes side by side keep their data over a stop and do not disturb each other', async () => {
    const [first, second] = [await openHome(newFolder()), await openHome(newFolder())];
    const [a, b] = await Promise.all([startBoth(first, []), startBoth(second, ['rabbitmq_management'])]);
    await query(a.postgres.url, `CREATE TABLE kept AS SELECT 'in the first' AS place`);
    await keepMessage(a.rabbit.url, 'kept', 'in the first');
    await keepMessage(b.rabbit.url, 'kept', 'in the second');

    // What listened on every address would answer on any of 127/8.
    for (const port of Object.values(readNode(second.folder).ports))
      expect(await isReachable('127.0.0.2', port), `port ${port}`).toBe(false);
    await a.stop();
    expect(await takeMessage(b.rabbit.url, 'kept')).toBe('in the second');
    const { username, password } = new URL(b.rabbit.url);
    const overview = await fetch(`${b.rabbit.managementUrl}/api/overview`, {
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
    });
    expect(overview.status).toBe(200);
    expect((await fetch(`${b.rabbit.managementUrl}/api/overview`)).status).toBe(401);

    const [again] = await Promise.all([startBoth(first, []), b.stop()]);
    expect(again.postgres.url).toBe(a.postgres.url);
    expect(again.rabbit.url).toBe(a.rabbit.url);
    expect(await query(again.postgres.url, 'SELECT place FROM kept')).toEqual([{ place: 'in the first' }]);
    expect(await takeMessage(again.rabbit.url, 'kept')).toBe('in the first');
    await again.stop();
    await Promise.all([first.close(), second.close()]);
  }, 90_000);

  test('a SIGKILL of the parent, and one of its watchdogs too, loses nothing and leaves no process after the next start', async () => {
    const folder = newFolder();
    const first = await holdServices(folder);
    await query(first.database, `CREATE TABLE kept AS SELECT 7 AS number`);
    await keepMessage(first.amqp, 'kept', 'through one kill');
    expect(first.everything).toHaveLength(7);
    await first.kill();
    await waitUntil(() => !first.everything.some(isAlive), 15_000);

    const second = await holdServices(folder);
    expect(await query(second.database, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    expect(await takeMessage(second.amqp, 'kept')).toBe('through one kill');
    await keepMessage(second.amqp, 'kept', 'through both kills');
    for (const pid of second.watchdogs) process.kill(pid, 'SIGKILL');
    await second.kill();
    expect(second.everything.filter(isAlive)).toHaveLength(3);

    const home = await openHome(folder);
    const said: string[] = [];
    const both = await startBoth(home, [], (text) => said.push(text));
    expect(said.filter((text) => text.includes('earlier run'))).toHaveLength(2);
    expect(second.everything.filter(isAlive)).toEqual([]);
    expect(await query(both.postgres.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    expect(await takeMessage(both.rabbit.url, 'kept')).toBe('through both kills');
    await both.stop();
    await home.close();
  }, 90_000);
});

/** Both services with a parent that can be killed. */
async function holdServices(folder: string) {
  const { child, firstLine } = await runScript('tests/scripts/hold-services.ts', [folder]);
  const held = JSON.parse(firstLine) as { database: string; amqp: string; pids: number[] };
  const portMapper = Number(readFileSync(join(folder, 'rabbitmq/epmd.pid'), 'utf8'));
  const services = [...held.pids.slice(1), portMapper];
  const watchdogs = listProcesses('letterthief-watchdog')
    .filter((line) => services.some((pid) => new RegExp(`letterthief-watchdog .*\\b${pid}\\b`).test(line)))
    .map((line) => Number.parseInt(line, 10));
  const kill = () => {
    child.kill('SIGKILL');
    return untilExit(child);
  };
  return { ...held, watchdogs, everything: [...held.pids, portMapper, ...watchdogs], kill };
}

async function startBoth(
  home: Home,
  plugins: string[],
  onProgress: (text: string) => void = () => undefined,
) {
  const [postgres, rabbit] = await Promise.all([
    startPostgres(home, { onProgress }),
    startRabbit(home, { plugins, onProgress }),
  ]);
  const stop = () => Promise.all([postgres.stop(), rabbit.stop()]);
  return { postgres, rabbit, stop };
}

function readNode(folder: string): { nodeName: string; ports: Record<string, number> } {
  return JSON.parse(readFileSync(join(folder, 'node.json'), 'utf8')) as ReturnType<typeof readNode>;
}

function isReachable(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('timeout', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
