// Makes a fresh clone ready: checks Node, installs, generates, and with --build builds. It runs before node_modules exists, so it uses nothing but Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (path) => join(root, path);
const marks = {
  install: at('node_modules/.letterthief-lock'),
  generate: at('lib/store/generated/.letterthief-schema'),
  build: at('.next/letterthief-fingerprint'),
};
const builtFrom = ['app', 'components', 'lib', 'public', 'package.json', 'package-lock.json'].concat([
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
]);

checkNode();
await install();
await generate();
if (process.argv.includes('--build')) await build();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`LetterThief needs Node 20.19 or newer; this is ${process.versions.node}. See nodejs.org.`);
  process.exit(1);
}

async function install() {
  const wanted = hash([at('package-lock.json')]);
  if (readMark(marks.install) === wanted) return;
  // Somebody has installed by hand: npm's own record of what lies there tells whether it fits.
  if (!hasEverything()) {
    const npm = process.env.npm_execpath;
    const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    await step('Installing dependencies', command, [
      ...args,
      'ci',
      '--include=dev',
      '--no-audit',
      '--no-fund',
    ]);
  }
  writeFileSync(marks.install, wanted);
}

async function generate() {
  const prisma = JSON.parse(readFileSync(at('node_modules/prisma/package.json'), 'utf8'));
  const wanted = `${hash([at('prisma/schema.prisma')])} ${prisma.version}`;
  if (readMark(marks.generate) === wanted) return;
  // Generating is WebAssembly; without this the command would download an engine that it does not use.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' };
  await step(
    'Generating the database client',
    process.execPath,
    [at('node_modules/prisma/build/index.js'), 'generate'],
    env,
  );
  writeFileSync(marks.generate, wanted);
}

async function build() {
  const wanted = hash(builtFrom.flatMap((path) => listFiles(at(path))));
  if (readMark(marks.build) === wanted) return;
  rmSync(marks.build, { force: true });
  await step('Building', process.execPath, [at('node_modules/next/dist/bin/next'), 'build'], {
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: 'production',
  });
  mkdirSync(dirname(marks.build), { recursive: true });
  writeFileSync(marks.build, wanted);
}

/** True when node_modules holds every package of the lock file, but for what other machines need. */
function hasEverything() {
  const installed = readPackages(at('node_modules/.package-lock.json'));
  const wanted = readPackages(at('package-lock.json'));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = installed[path];
    return found ? found.version === entry.version && existsSync(at(path)) : entry.optional === true;
  });
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : null;
}

function readMark(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function hash(files) {
  const sum = createHash('sha256');
  for (const file of files)
    sum
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return sum.digest('hex');
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}

/** Runs a program quietly, telling how long it takes; what it printed is shown only when it fails. */
function step(title, command, args, env = {}) {
  const startedAt = Date.now();
  const tell = (end) =>
    process.stdout.write(`${title} … ${Math.round((Date.now() - startedAt) / 1000)} s${end}`);
  const ticking = process.stdout.isTTY ? setInterval(() => tell('\r'), 1_000) : undefined;
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = [];
  child.stdout.on('data', (part) => printed.push(part));
  child.stderr.on('data', (part) => printed.push(part));
  return new Promise((resolve) => {
    const finish = (reason) => {
      clearInterval(ticking);
      tell('\n');
      if (!reason) return resolve();
      process.stderr.write(Buffer.concat(printed));
      console.error(`${title} failed: ${reason}.`);
      process.exit(1);
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, signal) =>
      finish(code === 0 ? null : signal ? `ended by ${signal}` : `exit code ${code}`),
    );
  });
}
