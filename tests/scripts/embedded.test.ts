// The embedded Postgres and RabbitMQ as real processes: what they keep, and what they leave behind.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openHome, type Home } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
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

type Held = { database: string; amqp: string; pids: number[] };

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

  test('a SIGKILL of the parent loses nothing and leaves no process behind', async () => {
    const folder = newFolder();
    const { child, firstLine } = await runScript('tests/scripts/hold-services.ts', [folder]);
    const held = JSON.parse(firstLine) as Held;
    const everything = pidsOf(folder, held);
    expect(everything).toHaveLength(6);
    await query(held.database, `CREATE TABLE kept AS SELECT 7 AS number`);
    await keepMessage(held.amqp, 'kept', 'through the kill');

    child.kill('SIGKILL');
    await untilExit(child);
    await waitUntil(() => !everything.some(isAlive), 15_000);

    const home = await openHome(folder);
    const both = await startBoth(home, []);
    expect(await query(both.postgres.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    expect(await takeMessage(both.rabbit.url, 'kept')).toBe('through the kill');
    await both.stop();
    await home.close();
  }, 90_000);

  test('a start right after a SIGKILL waits for what was left, even when its watchdogs were killed too', async () => {
    const folder = newFolder();
    const { child, firstLine } = await runScript('tests/scripts/hold-services.ts', [folder]);
    const held = JSON.parse(firstLine) as Held;
    await query(held.database, `CREATE TABLE kept AS SELECT 8 AS number`);
    await keepMessage(held.amqp, 'kept', 'through both kills');
    const everything = pidsOf(folder, held);
    for (const pid of watchdogsOf(held.pids)) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await untilExit(child);
    expect(held.pids.filter(isAlive)).toHaveLength(2);

    const home = await openHome(folder);
    const said: string[] = [];
    const both = await startBoth(home, [], (text) => said.push(text));
    expect(said.filter((text) => text.includes('earlier run'))).toHaveLength(2);
    expect(await query(both.postgres.url, 'SELECT number FROM kept')).toEqual([{ number: 8 }]);
    expect(await takeMessage(both.rabbit.url, 'kept')).toBe('through both kills');
    for (const port of Object.values(await portsOf(home)))
      expect(await isReachable('127.0.0.2', port)).toBe(false);
    await both.stop();
    await home.close();
  }, 90_000);
});

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

/** Parent, Postgres, RabbitMQ, its port mapper and the watchdogs. */
function pidsOf(folder: string, held: Held): number[] {
  const epmd = Number(readFileSync(join(folder, 'rabbitmq/epmd.pid'), 'utf8'));
  return [...held.pids, epmd, ...watchdogsOf(held.pids)];
}

function watchdogsOf(pids: readonly number[]): number[] {
  return listProcesses('letterthief-watchdog')
    .filter((line) => pids.some((pid) => new RegExp(`letterthief-watchdog .*\\b${pid}\\b`).test(line)))
    .map((line) => Number.parseInt(line, 10));
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
