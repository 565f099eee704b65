// `scripts/prepare.mjs` in a clone of its own, where prisma and next are small programs that leave a trace.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, removeFolder } from './processes.ts';

const clone = makeFolder();
const env = { ...process.env, npm_config_cache: join(clone, 'empty-cache'), npm_config_offline: 'true' };

beforeAll(() => {
  mkdirSync(join(clone, 'scripts'));
  copyFileSync('scripts/prepare.mjs', join(clone, 'scripts/prepare.mjs'));
  const dependencies = { prisma: 'file:stand-in/prisma', next: 'file:stand-in/next' };
  write('package.json', JSON.stringify({ name: 'clone', version: '1.0.0', dependencies }));
  for (const name of ['prisma', 'next'])
    write(`stand-in/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
  write(
    'stand-in/prisma/build/index.js',
    `require('fs').mkdirSync('lib/store/generated', { recursive: true });`,
  );
  write(
    'stand-in/next/dist/bin/next',
    `if (require('fs').readFileSync('app/page.tsx', 'utf8').includes('broken')) { console.log('what is wrong'); process.exit(3); }`,
  );
  write('prisma/schema.prisma', 'model Letter {}');
  write('app/page.tsx', 'a page');
  write('lib/log.ts', 'a log');
  execFileSync('npm', ['install', '--package-lock-only'], { cwd: clone, env, stdio: 'ignore' });
}, 60_000);
afterAll(() => removeFolder(clone));

test('a fresh clone is installed, generated and built once, each step with its seconds, and then left alone', () => {
  const first = prepare();
  expect(first.stderr).toBe('');
  expect(first.stdout).toMatch(
    /^Installing dependencies … \d+ s\nGenerating the database client … \d+ s\nBuilding … \d+ s\n$/,
  );
  expect(prepare()).toMatchObject({ stdout: '', stderr: '', status: 0 });
}, 60_000);

test('only what has changed is done again', () => {
  write('prisma/schema.prisma', 'model Letter { id String }');
  expect(prepare().stdout).toMatch(/^Generating/);
  write('app/page.tsx', 'another page');
  expect(prepare([]).stdout).toBe('');
  expect(prepare().stdout).toMatch(/^Building … \d+ s\n$/);
  rmSync(join(clone, 'node_modules'), { recursive: true });
  expect(prepare().stdout).toMatch(/^Installing dependencies … \d+ s\n$/);
  write('package-lock.json', `${readFileSync(join(clone, 'package-lock.json'), 'utf8')}\n`);
  expect(prepare([]).stdout).toBe('');
}, 60_000);

test('a build that fails shows what it said, and is tried again the next time', () => {
  write('app/page.tsx', 'broken');
  const failed = prepare();
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain('what is wrong');
  expect(failed.stderr).toContain('Building failed: exit code 3.');
  write('app/page.tsx', 'another page');
  expect(prepare()).toMatchObject({ status: 0, stderr: '' });
}, 60_000);

function prepare(args: string[] = ['--build']) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/prepare.mjs', ...args], {
    cwd: clone,
    env,
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}
