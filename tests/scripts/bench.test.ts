// The bench itself, as small as it goes: whether it runs and what it prints, not how fast anything is.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

type Result = {
  lettersPerSecond: number;
  ratios: { shovel: number; consumeOnly: number; byHand: number };
  workerPeakMiB: number;
  diskBytesPerBodyByte: number;
};

test(
  'the bench of the drain ends with one JSON object of all that it measured',
  { timeout: 180_000 },
  async () => {
    const { stdout } = await run('drain', '--letters', '1000', '--json');
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Result;
    const { ratios, ...rest } = result;
    expect(Object.keys(rest)).toEqual(['lettersPerSecond', 'workerPeakMiB', 'diskBytesPerBodyByte']);
    expect(Object.keys(ratios)).toEqual(['shovel', 'consumeOnly', 'byHand']);
    for (const figure of [...Object.values(rest), ...Object.values(ratios)])
      expect(figure).toBeGreaterThan(0);
    // 1 KB of JSON and half as much of headers, with at least the row and its key.
    expect(result.diskBytesPerBodyByte).toBeGreaterThan(1);
    expect(stdout).toContain('fsync = on · full_page_writes = on · synchronous_commit = on');
  },
);

test('the bench refuses what it does not know, in words', async () => {
  await expect(run('drian')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is no bench drian: drain, replay, run, alerts, decode, store'),
  });
  await expect(run('drain', '--letters', '12')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--letters is a number of at least 1000'),
  });
});

function run(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/bench.ts', ...args]);
}
