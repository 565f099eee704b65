// LETTERTHIEF_HOME: made once, one owner at a time, ports that give way to strangers.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openHome } from '#scripts/embedded/home.ts';
import { HomeInUseError } from '#scripts/embedded/lock.ts';
import { makeFolder, removeFolder, runScript, untilExit } from './processes.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = makeFolder();
  folders.push(folder);
  return folder;
};
afterEach(() => folders.splice(0).forEach(removeFolder));

describe('a home', () => {
  test('keeps its node name, ports and passwords, and shows them to its owner only', async () => {
    const folder = newFolder();
    const home = await openHome(folder);
    const ports = await home.claimPorts(['amqp', 'postgres']);
    await home.close();
    const again = await openHome(folder);
    expect(await again.claimPorts(['amqp', 'postgres'])).toEqual(ports);
    expect([again.nodeName, again.amqpPassword, again.postgresPassword]).toEqual([
      home.nodeName,
      home.amqpPassword,
      home.postgresPassword,
    ]);
    expect(new Set(Object.values(ports)).size).toBe(5);
    expect(statSync(join(folder, 'node.json')).mode & 0o777).toBe(0o600);
    await again.close();
  });

  test('has a node name of its own', async () => {
    const [first, second] = [await openHome(newFolder()), await openHome(newFolder())];
    expect(first.nodeName).not.toBe(second.nodeName);
    await Promise.all([first.close(), second.close()]);
  });

  test('replaces a port that somebody else has taken, and no other', async () => {
    const home = await openHome(newFolder());
    const before = await home.claimPorts(['amqp', 'postgres']);
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(before.amqp, '127.0.0.1', resolve));
    const after = await home.claimPorts(['amqp', 'postgres']);
    expect(after.amqp).not.toBe(before.amqp);
    expect({ ...after, amqp: 0 }).toEqual({ ...before, amqp: 0 });
    stranger.close();
    await home.close();
  });

  test('refuses a second owner, naming the first', async () => {
    const folder = newFolder();
    const home = await openHome(folder);
    await expect(openHome(folder)).rejects.toThrow(HomeInUseError);
    await expect(openHome(folder)).rejects.toThrow(`(process ${process.pid})`);
    await home.close();
  });

  test('of five that open it at once, one gets it', async () => {
    const folder = newFolder();
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => openHome(folder)));
    const opened = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(opened).toHaveLength(1);
    for (const attempt of tries)
      if (attempt.status === 'rejected') expect(attempt.reason).toBeInstanceOf(HomeInUseError);
    await opened[0]?.close();
  });

  test('is free again when its owner was killed', async () => {
    const folder = newFolder();
    const { child, firstLine } = await runScript('tests/scripts/hold-home.ts', [folder]);
    expect(firstLine).toBe('open');
    await expect(openHome(folder)).rejects.toThrow(`(process ${child.pid})`);
    child.kill('SIGKILL');
    await untilExit(child);
    await (await openHome(folder)).close();
  });

  test('says so when its node.json is broken, and leaves it alone', async () => {
    const folder = newFolder();
    await (await openHome(folder)).close();
    writeFileSync(join(folder, 'node.json'), '{"nodeName": "lett');
    await expect(openHome(folder)).rejects.toThrow('node.json cannot be read');
    expect(readFileSync(join(folder, 'node.json'), 'utf8')).toBe('{"nodeName": "lett');
  });
});
