// Postgres and RabbitMQ are killed under two workers. Full size: `npm run endure -- postgres broker`.
import { expect, test } from 'vitest';
import { killBroker } from './broker.ts';
import { killPostgres } from './postgres.ts';
import { showReport } from './report.ts';

test.concurrent(
  '12,000 letters survive a kill -9 of Postgres whose answer was on its way: each is there once',
  async () => {
    const report = await killPostgres({ letters: 12_000, kills: 1 }, console.log);
    console.log(`postgres: ${showReport(report)}`);
    expect(report.faults).toEqual([]);
  },
  300_000,
);

test.concurrent(
  '12,000 letters survive a kill -9 of RabbitMQ: none is lost, and a second row says that it may be one',
  async () => {
    const report = await killBroker({ letters: 12_000, kills: 1 }, console.log);
    console.log(`broker: ${showReport(report)}`);
    expect(report.faults).toEqual([]);
  },
  300_000,
);
