/** `npm run web`: the built pages and the REST API, behind a small server of our own (Next's ignores HOST and never ends while an event stream is open). */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { offerFirstAdministrator } from '#lib/auth/first-administrator.ts';
import { ConfigError, readConfig, type Config } from '#lib/config.ts';
import { isLoopback } from '#lib/config/checks.ts';
import { boundConnections } from '#lib/http/connections.ts';
import { isOurHost } from '#lib/http/hosts.ts';
import { makeLog, type Log } from '#lib/log.ts';
import { makeOwnHeaders } from '#lib/http/own-headers.ts';
import { migrate, NewerDatabase } from '#lib/store/migrate.ts';
import { tellSchemaTrouble } from '#lib/store/schema-trouble.ts';

const dir = fileURLToPath(new URL('..', import.meta.url));
const RETRY_MS = 3000;
/** In bytes: the longest query, written for an address, has three times its length. */
const MAX_HEADERS = 64 * 1024;
/** Probes know no name of ours. */
const anyHostPaths = new Set(['/api/health', '/api/ready']);

async function main(): Promise<void> {
  const config = readWebConfig();
  const log = makeLog('web', config.logLevel);
  if (!isLoopback(config.host) && config.publicUrl.startsWith('http:'))
    log.warn(
      { host: config.host },
      'passwords and letters travel in clear: put TLS in front, and set PUBLIC_URL to the https address',
    );
  if (config.publicUrl.startsWith('https:') && config.proxy === null)
    log.warn(
      'PUBLIC_URL is https, so a proxy stands before this: without PROXY_ADDRESSES all visitors have its address, and wrong guesses of one slow all',
    );
  const isDev = process.argv.includes('--dev');
  const app = next({ dev: isDev, dir, hostname: config.host, port: config.port });
  await app.prepare();
  void migratePatiently(config, log).then(() => (config.isDemo ? null : tellFirstAdministrator(log)));
  const handle = app.getRequestHandler();
  const writeOwnHeaders = makeOwnHeaders({ ...config, isDev });
  const server = createServer({ maxHeaderSize: MAX_HEADERS }, (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (!anyHostPaths.has(path) && !isOurHost(request.headers.host ?? null, config)) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This Host is not ours: set PUBLIC_URL to the address that people use.\n');
      return;
    }
    writeOwnHeaders(request, response);
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error, path }, 'a request failed');
      response.destroy();
    });
  });
  boundConnections(server);
  if (isDev) server.on('upgrade', app.getUpgradeHandler());
  server.on('error', (error) => {
    log.fatal({ err: error }, `cannot listen on ${config.host}, PORT ${config.port}`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () =>
    log.info({ host: config.host, port: config.port }, 'web started'),
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      // Event streams never end by themselves; what else is under way gets a moment.
      setTimeout(() => server.closeAllConnections(), 500).unref();
    });
  }
}

/** In plain words, whatever LOG_LEVEL says: without it nobody comes in. */
async function tellFirstAdministrator(log: Log): Promise<void> {
  try {
    const link = await offerFirstAdministrator();
    if (link !== null)
      console.log(
        `\nNobody can sign in yet. Open this link within a day to become the administrator:\n  ${link}\n`,
      );
  } catch (error) {
    log.error({ err: error }, 'the link for the first administrator could not be made: start the web again');
  }
}

/** Health answers whether the store is there or not, so nothing waits for this. */
async function migratePatiently(config: Config & { databaseUrl: string }, log: Log): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await migrate(config.databaseUrl, config);
      tellSchemaTrouble(null);
      return;
    } catch (error) {
      tellSchemaTrouble(error instanceof NewerDatabase ? `${error.message}.` : null);
      if (isFirst) log.error({ err: error }, 'Postgres cannot be used yet; repeats are not logged');
      await sleep(RETRY_MS);
    }
  }
}

function readWebConfig(): Config & { databaseUrl: string } {
  const config = readConfig();
  const { databaseUrl } = config;
  if (databaseUrl === undefined) {
    throw new ConfigError([
      'DATABASE_URL must be set for a web of its own; `npm start` sets it for what it starts',
    ]);
  }
  return { ...config, databaseUrl };
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    console.error(error.message);
    process.exit(78);
  }
  makeLog('web', 'error').fatal({ err: error }, 'the web could not start');
  process.exit(1);
});
