// Replays under kills, and beside a missing exchange; small here, at full size in `npm run endure`.
import { expect, test } from 'vitest';
import { killReplays } from './replay-kills.ts';
import { missExchange } from './replay-neighbours.ts';
import { showReport } from './report.ts';

test('3,000 replays survive 3 kills of a worker in publishing: each arrives, and none twice without a mark', async () => {
  const report = await killReplays({ letters: 3000, kills: 3, waitsForLeases: false }, console.log);
  console.log(`replay kills: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 300_000);

test('a missing exchange among 1,000 replays fails only its own', async () => {
  const report = await missExchange({ letters: 1000, missing: 50 }, console.log);
  console.log(`missing exchange: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 180_000);
