// What `npm test` says again at the end, from a real run of vitest.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readFailures } from '../../scripts/test-failures.ts';

const folder = await mkdtemp(join(tmpdir(), 'letterthief-failures-'));
afterAll(() => rm(folder, { recursive: true }));

test('a test that failed and a file that could not be run are named with their reason', async () => {
  await writeFile(
    join(folder, 'one.test.ts'),
    `test('adds', () => expect(1 + 1).toBe(3)); test('fine', () => {});`,
  );
  await writeFile(join(folder, 'two.test.ts'), `import './missing.ts';`);
  const told = join(folder, 'told.json');
  const args = ['run', '--root', folder, '--globals', '--reporter=json', `--outputFile=${told}`];
  await new Promise((resolve) => execFile('node_modules/.bin/vitest', args, resolve));
  const failures = (await readFailures(told)).sort();
  expect(failures).toHaveLength(2);
  expect(failures.join('\n')).toMatch(/adds\n.*expected 2 to be 3/);
  expect(failures.join('\n')).toMatch(/two\.test\.ts\n.*missing\.ts/);
});

test('a run that told nothing is a failure too', async () => {
  expect(await readFailures(join(folder, 'nothing.json'))).toHaveLength(1);
});
