/** `npm run endure`: the trials at full size, two workers and two web processes each, and a table at the end. `npm run endure -- kills postgres --json` runs just those. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showTable, type Row } from '#scripts/endure/table.ts';
import { trials } from '#scripts/endure/trials.ts';
import type { Trial, TrialReport } from '#tests/trials/report.ts';
import { withServices } from './test-services.ts';

const wanted = process.argv.slice(2).filter((word) => word !== '--json');
const strangers = wanted.filter((name) => trials[name] === undefined);
if (strangers.length > 0) {
  console.error(`No such trial: ${strangers.join(', ')}. There are: ${Object.keys(trials).join(', ')}.`);
  process.exit(2);
}
const chosen = Object.entries(trials).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const rows: Row[] = [];

await withServices(async (env) => {
  Object.assign(process.env, env);
  for (const [name, trial] of chosen) {
    console.log(`\n── ${name}`);
    rows.push({ name, report: await run(name, trial) });
  }
});

const isPassed = rows.every(({ report }) => report.faults.length === 0);
const told = JSON.stringify({
  passed: isPassed,
  trials: Object.fromEntries(rows.map(({ name, report }) => [name, report])),
});
const file = join(await mkdtemp(join(tmpdir(), 'letterthief-endure-')), 'report.json');
await writeFile(file, `${told}\n`);
console.log(`\n${showTable(rows)}\n\n${isPassed ? 'All passed.' : 'NOT PASSED.'} Also in ${file}`);
if (process.argv.includes('--json')) console.log(told);
process.exit(isPassed ? 0 : 1);

/** One that cannot run is one that did not pass; the others still run. */
async function run(name: string, trial: Trial): Promise<TrialReport> {
  const startedAt = Date.now();
  const say = (line: string) =>
    console.log(
      `${name.padEnd(10)} ${`${Math.round((Date.now() - startedAt) / 1000)} s`.padStart(6)}  ${line}`,
    );
  try {
    return await trial(say);
  } catch (error) {
    console.error(error);
    const nothing = { kills: null, killsBetween: null, matched: null, marked: null, lost: null };
    return {
      letters: 0,
      ...nothing,
      surplusUnmarked: null,
      seconds: (Date.now() - startedAt) / 1000,
      notes: {},
      faults: [`It did not come to its end: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
