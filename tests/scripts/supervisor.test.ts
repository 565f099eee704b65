// The supervisor over real processes; only its clock and its patience are the test's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { supervise, type ChildSpec } from '#scripts/supervisor.ts';
import { isAlive, makeFolder, removeFolder, runScript, untilExit, waitUntil } from './processes.ts';

const folder = makeFolder();
afterAll(() => removeFolder(folder));
let diaries = 0;

describe('the supervisor', () => {
  test('starts what dies again, after 0.5 s, doubling to 30 s, and from 0.5 s again after a minute of life', async () => {
    const clock = { ms: 0 };
    const delays: number[] = [];
    const lives = [15, 15, 15, 15, 15, 15, 15, 15, 61, 15];
    const supervised = supervise([shell('worker', 'exit 3')], {
      say: () => undefined,
      // Read at each birth and at each death: every second reading lets one life pass.
      now: everySecond(() => (clock.ms += (lives[delays.length] ?? 15) * 1_000), clock),
      sleep: async (ms) => {
        delays.push(ms);
        if (delays.length === lives.length) void supervised.stop();
      },
    });
    expect(await supervised.done).toBe(0);
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 500, 1_000]);
  });

  test('gives up loudly on a crash loop, stops the others and answers 1', async () => {
    const said: string[] = [];
    const delays: number[] = [];
    const supervised = supervise([shell('web', 'exit 3'), shell('worker', 'exec sleep 60')], {
      say: (line) => said.push(line),
      sleep: async (ms) => void delays.push(ms),
    });
    expect(await supervised.done).toBe(1);
    expect(delays).toEqual([500, 1_000, 2_000, 4_000]);
    expect(said.at(-1)).toBe(
      'GIVING UP: web ended with code 3, the 5th time within a minute. Everything is stopped.',
    );
  });

  test('does not start a faulty configuration again, and answers 78', async () => {
    const said: string[] = [];
    const supervised = supervise([shell('web', 'exit 78'), shell('worker', 'exec sleep 60')], {
      say: (line) => said.push(line),
    });
    expect(await supervised.done).toBe(78);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('web');
  });

  test('a program that is not there is a crash loop too', async () => {
    const supervised = supervise([{ ...shell('web', ''), command: '/no/such/program' }], {
      say: () => undefined,
      sleep: async () => undefined,
    });
    expect(await supervised.done).toBe(1);
  });

  test('kills what does not stop within its deadline', async () => {
    const diary = newDiary();
    const script = `trap "" TERM; echo $$ > ${diary}; while :; do sleep 0.05; done`;
    const supervised = supervise([shell('worker', script)], { say: () => undefined, stopMs: 300 });
    await waitUntil(() => read(diary) !== '', 5_000);
    await supervised.stop();
    expect(isAlive(Number(read(diary)))).toBe(false);
  });
});

describe('signals', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets the children finish and exits with 0',
    async (signal) => {
      const { child, diary } = await superviseTwo('gentle');
      child.kill(signal);
      expect(await untilExit(child)).toBe(0);
      expect(read(diary)).toContain('goodbye');
    },
  );

  test('the same signal twice in a moment, as npm sends a Ctrl-C, still lets them finish', async () => {
    const { child, diary } = await superviseTwo('gentle');
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await untilExit(child)).toBe(0);
    expect(read(diary)).toContain('goodbye');
  });

  test('a second signal kills at once', async () => {
    const { child, diary, pids } = await superviseTwo('stubborn');
    child.kill('SIGTERM');
    await waitUntil(() => read(diary).includes('no\n'), 5_000);
    await sleep(600);
    child.kill('SIGTERM');
    await untilExit(child);
    expect(read(diary)).toContain('stubborn is killed');
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('a SIGKILL of the supervisor leaves no child', async () => {
    const { child, pids } = await superviseTwo('gentle');
    child.kill('SIGKILL');
    await untilExit(child);
    await waitUntil(() => !pids.some(isAlive), 5_000);
  });
});

function shell(name: string, script: string): ChildSpec {
  return { name, command: '/bin/sh', args: ['-c', script], env: { PATH: '/bin:/usr/bin' } };
}

async function superviseTwo(name: 'gentle' | 'stubborn') {
  const diary = newDiary();
  const { child } = await runScript('tests/scripts/supervise-two.ts', [diary, name]);
  await waitUntil(() => read(diary).includes('\n'), 5_000);
  const pids = [...read(diary).matchAll(/^\w+ (\d+)$/gm)].map((match) => Number(match[1]));
  expect(pids).toHaveLength(1);
  return { child, diary, pids };
}

function newDiary(): string {
  diaries += 1;
  return join(folder, `diary-${diaries}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function everySecond(pass: () => void, clock: { ms: number }): () => number {
  let readings = 0;
  return () => {
    readings += 1;
    if (readings % 2 === 0) pass();
    return clock.ms;
  };
}
