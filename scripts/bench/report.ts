/** How figures are printed: rates, ratios, medians, and where the time of a letter went. */
import { cpus } from 'node:os';
import type { Rate } from './baseline.ts';
import type { Usage } from './usage.ts';
import type { Wal } from './wal.ts';
import type { Disk } from './disk.ts';

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** To three digits after the point: what stands in the JSON. */
export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export function showTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('   ')}`);
  }
}

export const showRate = (perSecond: number): string => Math.round(perSecond).toLocaleString('en');

/** Each with what the worker is to it. */
export function showRates(rows: readonly { title: string; rate: Rate }[], worker: Rate | undefined): void {
  console.log('');
  showTable([
    ['', 'letters/s', 'the worker is', 'CPU of a letter, all together'],
    ...rows.map(({ title, rate }) => [
      title,
      showRate(rate.perSecond),
      !worker || rate === worker ? '' : `${(worker.perSecond / rate.perSecond).toFixed(2)} ×`,
      `${Math.round((rate.cpuSeconds / rate.letters) * 1e6)} µs`,
    ]),
  ]);
}

export function showUsage(letters: number, { seconds, own, others, idle }: Usage): void {
  const cores = cpus().length * seconds;
  const perLetter = (cpuSeconds: number): string[] => [
    `${((cpuSeconds / letters) * 1e6).toFixed(1)} µs`,
    `${((cpuSeconds / cores) * 100).toFixed(0)} %`,
  ];
  showTable([
    ['CPU time of a letter', 'each', `share of ${cpus().length} cores`],
    ...Object.entries(own).map(([name, cpuSeconds]) => [name, ...perLetter(cpuSeconds)]),
    ['everything else on the machine', ...perLetter(others)],
    ['idle', ...perLetter(idle)],
  ]);
}

export function showWal(letters: number, { bytes, records, wholePages, syncs, commits }: Wal): void {
  const each = (count: number, digits: number): string => (count / letters).toFixed(digits);
  console.log(
    `  Postgres' log: ${each(bytes, 0)} bytes, ${each(records, 1)} records, ${each(wholePages, 3)} whole pages a letter · ` +
      `${syncs} flushes, ${commits} transactions in all`,
  );
}

export function showDisk(bodyBytes: number, { bytesPerBodyByte, parts }: Disk): void {
  console.log(`  on disk: ${bytesPerBodyByte.toFixed(3)} bytes a byte of body, of which`);
  showTable(
    parts
      .filter(({ bytes }) => bytes > 8192)
      .map(({ name, bytes }) => [`  ${name}`, (bytes / bodyBytes).toFixed(3)]),
  );
}
