// The house (ARCHITECTURE.md) as data: who may import whom, how long a file may be, who asks who is there.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';

type Walls = { rooms: string[]; packages: (string | RegExp)[] };

const shared = ['lib/config', 'lib/errors', 'lib/log'];
const node = /^node:/;
const ui: (string | RegExp)[] = [
  'react',
  'react-dom',
  'next',
  'radix-ui',
  'lucide-react',
  'sonner',
  /^@codemirror\//,
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
];

/** Rooms, longest name first, with what each may import. */
const rooms: Record<string, Walls> = {
  'lib/domain': { rooms: [], packages: ['zod', 'diff'] },
  'lib/config': { rooms: ['lib/domain'], packages: ['zod', node] },
  'lib/errors': { rooms: ['lib/domain'], packages: [] },
  'lib/log': { rooms: ['lib/domain'], packages: ['pino'] },
  'lib/store': { rooms: ['lib/domain', ...shared], packages: [/^@prisma\//, 'pg', 'uuidv7', node] },
  'lib/broker': { rooms: ['lib/domain', ...shared], packages: ['amqplib', 'zod', node] },
  'lib/outlets': { rooms: ['lib/domain', ...shared], packages: ['@slack/web-api', 'nodemailer', node] },
  'lib/auth': {
    rooms: ['lib/domain', 'lib/store', ...shared],
    packages: [/^better-auth/, /^@zxcvbn-ts\//, 'jose', 'uuidv7', 'zod', node],
  },
  'lib/http': {
    rooms: ['lib/domain', 'lib/store', 'lib/auth', ...shared],
    packages: ['next', 'zod', 'prom-client', 'fzstd', node],
  },
  workers: {
    rooms: ['lib/domain', 'lib/store', 'lib/broker', 'lib/outlets', ...shared],
    packages: ['uuidv7', node],
  },
  components: { rooms: ['lib/domain'], packages: ui },
  app: {
    rooms: ['components', 'lib/domain', 'lib/store', 'lib/auth', 'lib/http', ...shared],
    packages: [...ui, 'zod'],
  },
};

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|tsx|js|mjs|css)$/.test(file) && !file.includes('generated/'));
const code = files.filter((file) => /^(app|components|lib|workers|scripts)\//.test(file));
const read = (file: string) => readFileSync(file, 'utf8');

function roomOf(path: string): string | null {
  return (
    Object.keys(rooms).find(
      (room) => path === room || path.startsWith(`${room}/`) || path.startsWith(`${room}.`),
    ) ?? null
  );
}

function importsOf(file: string): string[] {
  const found = read(file).matchAll(
    /(?:^|\n)(?:import|export)\s[^'"`;=]*?\sfrom\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function packageOf(specifier: string): string {
  if (builtinModules.includes(specifier)) return `node:${specifier}`;
  return specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}

describe('the walls of the house', () => {
  test('every room imports only what its row allows', () => {
    const broken: string[] = [];
    for (const file of code) {
      const room = roomOf(file);
      const walls = room === null ? null : rooms[room];
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('../'))
          broken.push(`${file}: ${specifier} climbs out of its room; write #…`);
        if (!walls || specifier.startsWith('.')) continue;
        const target = specifier.startsWith('#') ? roomOf(specifier.slice(1)) : null;
        const isAllowed = specifier.startsWith('#')
          ? target === room || walls.rooms.includes(target ?? '')
          : walls.packages.some((one) =>
              typeof one === 'string' ? one === packageOf(specifier) : one.test(packageOf(specifier)),
            );
        if (!isAllowed) broken.push(`${file}: ${room} may not import ${specifier}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('the wall test sees imports at all', () => {
    expect(importsOf('workers/session.ts')).toContain('#lib/broker/consumer.ts');
    expect(code.filter((file) => roomOf(file) !== null).length).toBeGreaterThan(60);
  });

  test('amqplib is loaded by the one file that wraps it, by what the bench compares us with, and by a service that tests take letters of', () => {
    const loaders = files.filter((file) =>
      /(from|import\(|require\w*\(|resolve\()\s*['"]amqplib/.test(read(file)),
    );
    expect(loaders.toSorted()).toEqual([
      'lib/broker/amqplib.ts',
      'scripts/bench/by-hand.ts',
      'scripts/bench/consume-only.ts',
      'tests/frameworks/amqplib.ts',
    ]);
  });

  test('process.env is read in lib/config.ts, prisma.config.ts, scripts and tests alone', () => {
    const readers = files.filter((file) => /process\.env/.test(read(file)));
    expect(
      readers.filter((file) => !/^(lib\/config\.ts|prisma\.config\.ts|(scripts|tests)\/.*)$/.test(file)),
    ).toEqual([]);
  });

  test('no file is longer than 200 lines', () => {
    const long = code.map((file) => ({ file, lines: read(file).split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > 200)).toEqual([]);
  });

  test('no room is called after nothing in particular', () => {
    const vague = /(^|\/)(utils?|helpers?|common|types|services|core|misc|index)(\/|\.tsx?$)/;
    expect(code.filter((file) => vague.test(file) && file !== 'scripts/services.ts')).toEqual([]);
  });
});

describe('the edges', () => {
  const pages = code.filter((file) => /^app\/.*page\.tsx$/.test(file));
  const routes = code.filter((file) => /^app\/.*route\.ts$/.test(file));

  test('every page but those before a sign-in begins by asking who is there', () => {
    const open = ['app/sign-in/page.tsx', 'app/welcome/page.tsx'];
    const asking = pages.filter((file) => !open.includes(file));
    expect(asking.length).toBe(pages.length - open.length);
    for (const file of asking) {
      expect(read(file), file).toMatch(
        /export default async function \w+\([^)]*\)[^{]*\{\s*(const actor = )?await visitorOf\(\)/,
      );
    }
  });

  test('every route is made by the one route helper from its operation, and every operation has its route', async () => {
    const { allOperations } = await import('#lib/http/operations/all.ts');
    // What leads nowhere, a redirect of the demo, and the auth library's way back from an issuer.
    const exempt = [
      'app/api/[...path]/route.ts',
      'app/api/v1/demo/route.ts',
      'app/api/auth/callback/oidc/route.ts',
    ];
    const made: string[] = [];
    for (const file of routes.filter((one) => !exempt.includes(one))) {
      const exported = [
        ...read(file).matchAll(
          /export (?:const|async function|function) (\w+)(?: = route\(\s*operations\.(\w+),)?/g,
        ),
      ];
      expect(exported.length, file).toBeGreaterThan(0);
      const path = file
        .replace(/^app/, '')
        .replace('/route.ts', '')
        .replaceAll('[', '{')
        .replaceAll(']', '}');
      for (const [, method, name] of exported) made.push(`${method} ${path} ${name}`);
    }
    const described = allOperations.map(
      ([name, { method, path }]) => `${method.toUpperCase()} ${path} ${name}`,
    );
    expect(made.toSorted()).toEqual(described.toSorted());
  });

  test('what is for anyone is this, and no more', async () => {
    const { allOperations } = await import('#lib/http/operations/all.ts');
    const open = allOperations.filter(([, { may }]) => may === 'anyone').map(([name]) => name);
    expect(open.toSorted()).toEqual([
      'health',
      'openapi',
      'readLink',
      'ready',
      'signIn',
      'signInByIssuer',
      'signOut',
      'slackCommand',
      'slackInteraction',
      'welcome',
    ]);
  });

  test('every verb of the store takes its actor first', () => {
    const plumbing =
      /^lib\/store\/(client|trouble|migrate|listen|bells|pack|insert-letters|import-rows|letter-filter|letter-rows|replay-rows|run-rows|run-rules|group-places|group-rows|scope|app-role)\.ts$/;
    const verbs = code
      .filter((file) => file.startsWith('lib/store/') && !plumbing.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/export async function\*? (\w+)\(\s*(\w+): (\w+)/g)].map((match) => ({
          file,
          name: match[1],
          first: match[3],
        })),
      );
    expect(verbs.length).toBeGreaterThan(20);
    // Run: inside of a transaction over the driver.
    expect(verbs.filter(({ first }) => !['Actor', 'Tx', 'Run'].includes(first!))).toEqual([]);
  });
});

describe('what is promised about the tree', () => {
  test('.env.example and the settings name the same things in the same order', async () => {
    const { settings } = await import('#lib/config/settings.ts');
    const named = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
    expect(named).toEqual(Object.keys(settings.shape));
  });

  test('every optional dependency of the lock file has its own entry, so that npm ci works on every platform', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const names = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !names.has(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });

  test('docs/security.md names files that are there', () => {
    const named = [...read('docs/security.md').matchAll(/`((?:lib|tests)\/[\w./-]+)`/g)].map(
      (match) => match[1]!,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !files.some((file) => file === name || file.startsWith(name)))).toEqual([]);
  });

  test('the version is that of package.json', async () => {
    const { VERSION } = await import('#lib/domain/version.ts');
    expect((JSON.parse(read('package.json')) as { version: string }).version).toBe(VERSION);
  });

  test('ARCHITECTURE.md names every room', () => {
    const text = read('ARCHITECTURE.md');
    for (const room of Object.keys(rooms)) expect(text, room).toContain(`\`${room}`);
  });
});
