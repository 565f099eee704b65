// A worker that stands still, one whose Postgres went silent, one whose broker went silent, and one that vanished with its machine. Side by side: they mostly wait.
import { expect, test } from 'vitest';
import { stallBroker } from './half-open.ts';
import { pauseWorkers } from './paused.ts';
import { showReport } from './report.ts';
import { silencePostgres } from './silent-postgres.ts';
import { vanish } from './vanished.ts';

test.concurrent(
  'a worker that stood still stores nothing late: what it held is there once',
  async () => {
    const report = await pauseWorkers({ letters: 30_000, pauseMs: 12_000, isAbandoned: true }, console.log);
    console.log(`paused: ${showReport(report)}`);
    expect(report.faults).toEqual([]);
  },
  300_000,
);

test.concurrent(
  'a half-open connection to the broker loses nothing and doubles nothing',
  async () => {
    const report = await stallBroker({ letters: 40_000, stalls: 1, heartbeatS: 3 }, console.log);
    console.log(`half-open: ${showReport(report)}`);
    expect(report.faults).toEqual([]);
  },
  300_000,
);

test.concurrent(
  'a half-open connection to Postgres loses nothing, doubles nothing, and is not waited for',
  async () => {
    const report = await silencePostgres({ letters: 30_000 }, console.log);
    console.log(`silent Postgres: ${showReport(report)}`);
    expect(report.faults).toEqual([]);
  },
  300_000,
);

test.concurrent(
  'a worker that vanished in mid-transaction does not hold up the others',
  async () => {
    const report = await vanish({ letters: 40, letterMb: 5 }, console.log);
    console.log(`vanished: ${showReport(report)}`);
    expect(report.faults).toEqual([]);
  },
  300_000,
);
