// What `npm test` says again at the end, from a real run of vitest.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFailures } from '../../scripts/test-failures.ts';

const folder = await mkdtemp(join(tmpdir(), 'letterthief-failures-'));
afterAll(() => rm(folder, { recursive: true }));

test('what failed is named with its reason: a test, a file, a hook, and what nobody caught', async () => {
  await writeFile(
    join(folder, 'one.test.ts'),
    `test('adds', () => expect(1 + 1).toBe(3)); test('fine', () => {});`,
  );
  await writeFile(join(folder, 'two.test.ts'), `import './missing.ts';`);
  await writeFile(
    join(folder, 'three.test.ts'),
    `test('fine', () => {}); afterAll(() => { throw new Error('the worker ended with 1'); });`,
  );
  await writeFile(
    join(folder, 'four.test.ts'),
    `test('fine', async () => { void Promise.reject(new Error('closed')); await new Promise((resolve) => setTimeout(resolve, 50)); });`,
  );
  const told = join(folder, 'told.json');
  const args = ['run', '--root', folder, '--globals', `--reporter=${resolve('scripts/test-failures.ts')}`];
  const env = { ...process.env, TEST_FAILURES: told };
  await new Promise((ended) => execFile('node_modules/.bin/vitest', args, { env }, ended));
  const failures = (await readFailures(told)).sort();
  expect(failures).toHaveLength(4);
  expect(failures.join('\n')).toMatch(/adds\n.*expected 2 to be 3/);
  expect(failures.join('\n')).toMatch(/three\.test\.ts\n.*the worker ended with 1/);
  expect(failures.join('\n')).toMatch(/no test caught\n.*closed/);
  expect(failures.join('\n')).toMatch(/two\.test\.ts\n.*missing\.ts/);
});

test('a run that told nothing is a failure too', async () => {
  expect(await readFailures(join(folder, 'nothing.json'))).toHaveLength(1);
});
