/**
 * `npm run bench -- store --letters 1000000 [--keep FOLDER] [--arriving 500]`: milliseconds of REST calls over a full store, at 20
 * requests a second while so many letters a second arrive. With --keep the store stays in its folder, and a later run fills it up.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openHome } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
import { takeStep } from '#scripts/progress.ts';
import { migrate } from '#lib/store/migrate.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import type { Options } from './options.ts';
import { makeRandom } from './random.ts';
import { rounded, showTable } from './report.ts';
import { ask, quantile, type Ask } from './store-load.ts';
import { queues, readTellingOf, wordOfRank } from './store-letters.ts';

const PER_SECOND = 20;
const SECONDS = 60;
const PROCESSES = 2;
/** As whoever keeps a million letters would set it: its 1 GB of log is full every eight seconds, and each time all pages go in whole. */
const SETTINGS = { shared_buffers: '4GB', max_wal_size: '16GB', checkpoint_timeout: '15min' };
const kinds = ['list', 'next', 'letter', 'text', 'histogram', 'groups', 'count'] as const;

export async function benchStore(options: Options): Promise<object> {
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), 'letterthief-bench-')));
  const home = await openHome(folder);
  const postgres = await startPostgres(home, { settings: SETTINGS });
  const client = new Client({ connectionString: postgres.url });
  try {
    await migrate(postgres.url);
    await client.connect();
    await takeStep(console.log, 'Letters, with their marks, groups and words', () =>
      fillUp(client, postgres.url, options.letters),
    );
    await showSizes(client);
    const web = await startWeb({ DATABASE_URL: postgres.url });
    const arrivals = runScript('store-arrivals.ts', postgres.url, [options.letters * 10, options.arriving]);
    try {
      const asks = await planAsks(web, options.letters);
      // A minute first in which caches fill, asked for other things.
      await ask(web.fetch, asks.slice(SECONDS * PER_SECOND), PER_SECOND);
      return show(await ask(web.fetch, asks.slice(0, SECONDS * PER_SECOND), PER_SECOND));
    } finally {
      arrivals.kill('SIGTERM');
      await once(arrivals, 'exit');
      await web.stop();
    }
  } finally {
    await client.end();
    await postgres.stop();
    await home.close();
    if (options.keep === null) await rm(folder, { recursive: true, force: true });
  }
}

async function fillUp(client: Client, url: string, letters: number): Promise<void> {
  const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM dead_letter');
  const stored = rows[0]?.n ?? 0;
  const share = Math.ceil(Math.max(0, letters - stored) / PROCESSES);
  const fillers = Array.from({ length: share === 0 ? 0 : PROCESSES }, (_, at) =>
    runScript('store-fill.ts', url, [
      stored + at * share,
      Math.min(letters, stored + (at + 1) * share),
      letters,
    ]),
  );
  for (const filler of fillers) {
    const code: unknown = filler.exitCode ?? (await once(filler, 'exit'))[0];
    if (code !== 0) throw new Error(`filling ended with ${String(code)}`);
  }
  await runToEnd(url, ['rest']);
  for (const table of [
    'dead_letter',
    'letter_text',
    'text_block',
    'text_bitmap',
    'letter_mark',
    'group_letter',
    'failure_group',
  ])
    await client.query(`VACUUM ANALYZE ${table}`);
}

/** What the fillers left: groups, hours, and what was filled before. */
async function runToEnd(url: string, args: string[]): Promise<void> {
  const [code] = (await once(runScript('store-fill.ts', url, args), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`following ended with ${code}`);
}

function runScript(name: string, url: string, args: readonly (string | number)[]) {
  return spawn(process.execPath, ['--import', 'tsx', `scripts/bench/${name}`, ...args.map(String)], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The kinds in turn, each asking now for this and now for that. */
async function planAsks(web: Web, letters: number): Promise<Ask[]> {
  const random = makeRandom(letters);
  const first = (await (await web.fetch('/api/v1/dead-letters?limit=200')).json()) as {
    items: { id: string }[];
    nextCursor: string;
  };
  const texts = (): string => {
    const { uuid, order, phrase } = readTellingOf(random.int(letters));
    const ranks = [0, 30, 1000, 10_000].map(wordOfRank);
    return random.pick([uuid, order, `"${phrase}"`, uuid.slice(0, 13), 'Timeout', ...ranks]);
  };
  const lists = () =>
    random.pick([`queue=${random.pick(queues)}`, 'status=open', 'reason=expired', 'queue=letterthief', '']);
  const paths: Record<(typeof kinds)[number], () => string> = {
    list: () => `/api/v1/dead-letters?${lists()}`,
    next: () => `/api/v1/dead-letters?cursor=${random.pick(first.items).id}`,
    letter: () => `/api/v1/dead-letters/${random.pick(first.items).id}`,
    text: () => `/api/v1/dead-letters?q=${encodeURIComponent(texts())}`,
    histogram: () => `/api/v1/dead-letters/histogram?${random.pick(['', `queue=${random.pick(queues)}`])}`,
    groups: () => '/api/v1/failure-groups',
    count: () => `/api/v1/dead-letters/count?${lists()}`,
  };
  const known: (typeof kinds)[number][] = [];
  for (const kind of kinds) {
    const { status } = await web.fetch(paths[kind]());
    if (status === 404) console.log(`${kind}: there is no such call yet`);
    else known.push(kind);
  }
  return Array.from({ length: 2 * SECONDS * PER_SECOND }, (_, at) => {
    const kind = known[at % known.length] as (typeof kinds)[number];
    return { kind, path: paths[kind]() };
  });
}

function show(took: Map<string, number[]>): object {
  const of = (share: number) =>
    Object.fromEntries(
      kinds.map((kind) => [kind, took.has(kind) ? rounded(quantile(took.get(kind) ?? [], share)) : null]),
    );
  const [p50Ms, p95Ms] = [of(0.5), of(0.95)];
  showTable([
    ['ms', 'p50', 'p95', 'requests', 'refused'],
    ...kinds.map((kind) => [
      kind,
      String(p50Ms[kind]),
      String(p95Ms[kind]),
      String(took.get(kind)?.length ?? 0),
      String(took.get(kind)?.filter((ms) => ms === Infinity).length ?? 0),
    ]),
  ]);
  return { p50Ms, p95Ms };
}

async function showSizes(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string; bytes: string }>(`
    SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class WHERE relkind = 'r'
      AND relnamespace = 'public'::regnamespace AND pg_total_relation_size(oid) > 1000000 ORDER BY 2 DESC`);
  showTable([
    ['on disk', 'MB'],
    ...rows.map(({ name, bytes }) => [name, Math.round(Number(bytes) / 1e6).toLocaleString('en')]),
  ]);
}
