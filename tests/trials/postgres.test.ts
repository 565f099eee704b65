// Postgres is killed under two workers. Full size: `npm run endure -- postgres`.
import { expect, test } from 'vitest';
import { killPostgres } from './postgres.ts';
import { showReport } from './report.ts';

test('12,000 letters survive a kill -9 of Postgres whose answer was on its way: each is there once', async () => {
  const report = await killPostgres({ letters: 12_000, kills: 1 }, console.log);
  console.log(`postgres: ${showReport(report)}`);
  expect(report.faults).toEqual([]);
}, 180_000);
