// One worker's connection to the broker goes silent. Full size: `npm run endure -- half-open`.
import { expect, test } from 'vitest';
import { stallBroker } from './half-open.ts';
import { showReport } from './report.ts';

test('a half-open connection to the broker loses nothing and doubles nothing', async () => {
  const report = await stallBroker({ letters: 12_000, stalls: 1, heartbeatS: 3 }, console.log);
  console.log(`half-open: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 180_000);
