/** `npm test`: everything, on real parts of its own, with the seconds of each suite. `npm test -- store journey` runs just those. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPeers } from './peer-programs.ts';
import { showSeconds } from './progress.ts';
import { readFailures } from './test-failures.ts';
import { withServices, type Env } from './test-services.ts';
import { verifySteps } from './verify-steps.ts';

type Outcome = { name: string; ms: number; isGreen: boolean };

const suites = [
  'store',
  'auth',
  'broker',
  'workers',
  'outlets',
  'scripts',
  'api',
  'journey',
  'peers',
  'frameworks',
  'trials',
  'browser',
  'hostile',
];

const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? suites : suites.filter((suite) => wanted.includes(suite));
const outcomes: Outcome[] = [];
/** Said again at the end: what failed is far up by then. */
const failures: string[] = [];

if (wanted.length === 0 || wanted.includes('verify')) {
  for (const [name, command, args] of verifySteps) outcomes.push(await runStep(name, command, args, {}));
}
if (chosen.includes('peers') || chosen.includes('frameworks')) await findPeers(console.log);
if (chosen.length > 0) await withServices(runSuites);
report();

async function runSuites(env: Env): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-tests-'));
  for (const suite of chosen) {
    const told = join(folder, `${suite}.json`);
    const reporters = ['--reporter=dot', '--reporter=./scripts/test-failures.ts'];
    const outcome = await runStep(
      suite,
      'node_modules/.bin/vitest',
      ['run', ...reporters, `tests/${suite}/`],
      { ...env, TEST_FAILURES: told },
    );
    outcomes.push(outcome);
    if (!outcome.isGreen) failures.push(...(await readFailures(told)));
  }
  await rm(folder, { recursive: true });
}

async function runStep(name: string, command: string, args: readonly string[], env: Env): Promise<Outcome> {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (exit) => resolve(exit ?? 1));
  });
  return { name, ms: performance.now() - startedAt, isGreen: code === 0 };
}

function report(): void {
  console.log('\n── seconds');
  for (const { name, ms, isGreen } of outcomes)
    console.log(`${isGreen ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${showSeconds(ms)}`);
  const total = outcomes.reduce((sum, { ms }) => sum + ms, 0);
  console.log(`     ${'all'.padEnd(14)} ${showSeconds(total)}`);
  for (const failure of failures) console.log(`\n── failed: ${failure}`);
  process.exit(outcomes.every(({ isGreen }) => isGreen) && outcomes.length > 0 ? 0 : 1);
}
