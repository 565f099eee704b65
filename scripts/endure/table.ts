/** The report of `npm run endure`: one row a trial, and below it what was not as promised. */
import type { TrialReport } from '#tests/trials/report.ts';

export type Row = { name: string; report: TrialReport };

const columns: readonly (readonly [title: string, read: (report: TrialReport) => number | null])[] = [
  ['letters', (report) => report.letters],
  ['kills', (report) => report.kills],
  ['between commit and ack', (report) => report.killsBetween],
  ['matched', (report) => report.matched],
  ['marked', (report) => report.marked],
  ['lost', (report) => report.lost],
  ['surplus unmarked', (report) => report.surplusUnmarked],
  ['seconds', (report) => Math.round(report.seconds)],
];

export function showTable(rows: readonly Row[]): string {
  const cells = [
    ['', 'trial', ...columns.map(([title]) => title)],
    ...rows.map(({ name, report }) => [
      report.faults.length === 0 ? 'ok' : 'FAIL',
      name,
      ...columns.map(([, read]) => read(report)?.toLocaleString('en') ?? '–'),
    ]),
  ];
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  return cells
    .map((row) =>
      row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
    )
    .concat(rows.flatMap(showDetails))
    .join('\n');
}

function showDetails({ name, report }: Row): string[] {
  const notes = Object.entries(report.notes).map(([what, value]) => `${what} ${value.toLocaleString('en')}`);
  return [
    ...(notes.length > 0 ? [`${name}: ${notes.join(' · ')}`] : []),
    ...report.faults.map((fault) => `${name}: FAULT ${fault}`),
  ];
}
