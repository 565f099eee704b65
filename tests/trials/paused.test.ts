// One worker stands still while the other drains. Full size: `npm run endure -- paused`.
import { expect, test } from 'vitest';
import { pauseWorkers } from './paused.ts';
import { showReport } from './report.ts';

test('a worker that stood still stores nothing late: what it held is there once', async () => {
  const report = await pauseWorkers({ letters: 12_000, pauseMs: 12_000, isAbandoned: true }, console.log);
  console.log(`paused: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 180_000);
