// Postgres refuses letters with 53100, on the wire. A disk that is really full: `npm run endure -- disk`.
import { expect, test } from 'vitest';
import { refuseForDisk } from './disk.ts';
import { showReport } from './report.ts';

test('a full disk under Postgres stops the drain, is told, and is over by itself', async () => {
  const report = await refuseForDisk({ letters: 20_000, fullMs: 10_000 }, console.log);
  console.log(`disk: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 300_000);
