/** A real Postgres in LETTERTHIEF_HOME, from the binaries in node_modules: durable, on loopback, with a password. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { postgresUrl, type Home } from './home.ts';
import { preparePostgresBinaries } from './links.ts';
import { choosePostgresUser, type PostgresUser } from './postgres-user.ts';
import { describeProcess, readPid } from './processes.ts';
import { endOrphan, startService, untilReady } from './service.ts';

const run = promisify(execFile);

/** Order by code point everywhere; a Mac has no C.UTF-8 of its own, so Postgres brings it there. */
const localeArgs =
  process.platform === 'darwin'
    ? ['--locale=en_US.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : ['--locale=C.UTF-8'];

export type EmbeddedPostgres = Readonly<{
  url: string;
  pid: number;
  /** Resolves with the reason when Postgres has ended, asked or not. */
  exited: Promise<string>;
  stop(): Promise<void>;
}>;

export type PostgresOptions = Readonly<{
  onProgress?: (text: string) => void;
  /** Further settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
}>;

/** Starts the Postgres of a home, making its database the first time. What an earlier run left running is stopped first. */
export async function startPostgres(home: Home, options: PostgresOptions = {}): Promise<EmbeddedPostgres> {
  const onProgress = options.onProgress ?? (() => undefined);
  const folder = join(home.folder, 'postgres');
  const data = join(folder, 'data');
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const binaries = await preparePostgresBinaries();
  await clearEarlierRun(data, onProgress);
  const runAs = await choosePostgresUser(data, binaries.initdb);
  if (!(await stat(data).catch(() => null))) {
    onProgress('Making the database');
    await initialize(folder, data, binaries.initdb, home.postgresPassword, runAs);
  }
  const { postgres: port } = await home.claimPorts(['postgres']);
  const [command, args] = runAs.wrap(binaries.postgres, [
    '-D',
    data,
    '-p',
    String(port),
    ...settingArgs({ listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings }),
  ]);
  const service = await startService({
    title: 'Postgres',
    command,
    args,
    env: plainEnv(),
    folder: '/',
    user: runAs.user,
    logFile: join(folder, 'postgres.log'),
    // Fast shutdown: on TERM it would wait for its clients to leave.
    stopSignal: 'SIGINT',
    stopMs: 30_000,
  });
  const maintenanceUrl = postgresUrl(port, home.postgresPassword, 'postgres');
  await untilReady('Postgres', service, () => canConnect(maintenanceUrl), 120_000);
  await ensureDatabase(maintenanceUrl);
  return {
    url: postgresUrl(port, home.postgresPassword),
    pid: service.pid,
    exited: service.exited,
    stop: service.stop,
  };
}

/** postmaster.pid is Postgres' own record; a stale one makes the next start refuse when its pid is in use again. */
async function clearEarlierRun(data: string, onProgress: (text: string) => void): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  await endOrphan(pidFile, data, 'SIGINT', 30_000, (pid) =>
    onProgress(`Stopping the Postgres of an earlier run (process ${pid})`),
  );
  const pid = await readPid(pidFile);
  const holder = pid === null ? null : await describeProcess(pid);
  if (!holder?.command.includes('postgres')) await rm(pidFile, { force: true });
}

/** Into a temporary folder, then renamed: a kill half-way leaves no half database. */
async function initialize(
  folder: string,
  data: string,
  initdb: string,
  password: string,
  runAs: PostgresUser,
): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) => name.startsWith('new-'));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { recursive: true })));
  const draft = await mkdtemp(join(folder, 'new-'));
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await runAs.own(draft);
  const [command, args] = runAs.wrap(initdb, [
    '-D',
    join(draft, 'data'),
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    ...localeArgs,
  ]);
  await run(command, args, { env: plainEnv() as NodeJS.ProcessEnv, cwd: '/', ...runAs.user });
  await rename(join(draft, 'data'), data);
  await rm(draft, { recursive: true });
}

function settingArgs(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** No PG* variable of the caller may lead it astray. */
function plainEnv(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' };
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Refused, or "the database system is starting up": not yet. Anything else will not go away by waiting.
    if (code === '28P01')
      throw new Error('The Postgres in this home has another password than node.json', { cause: error });
    return false;
  } finally {
    await client.end();
  }
}

async function ensureDatabase(maintenanceUrl: string): Promise<void> {
  const client = new Client({ connectionString: maintenanceUrl, ssl: false });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'letterthief'`);
    if (rowCount === 0) await client.query('CREATE DATABASE letterthief');
  } finally {
    await client.end();
  }
}
