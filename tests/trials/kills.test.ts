// Two workers, killed in turn at the moment of a commit. Full size: `npm run endure -- kills quorum`.
import { expect, test } from 'vitest';
import { killWorkers } from './kills.ts';
import { showReport } from './report.ts';

test('12,000 letters survive 4 kills of a worker at the moment of a commit: each is there once', async () => {
  const report = await killWorkers({ letters: 12_000, kills: 4 }, console.log);
  console.log(`kills: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 300_000);

test('4,000 letters of a quorum queue that is named survive 2 kills: each is there once', async () => {
  const queueArguments = { 'x-queue-type': 'quorum' };
  const report = await killWorkers({ letters: 4_000, kills: 2, queueArguments }, console.log);
  console.log(`kills, quorum: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 300_000);
