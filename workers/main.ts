/**
 * The worker: 1. drains the dead-letter queues into the store, 2. carries out replays, 3. sends alerts, 4. keeps its own
 * row and the queues' depths fresh. Stops in order: intake, flush and ack, confirms, alerts, broker, store.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { ConfigError, readConfig } from '#lib/config.ts';
import { makeLog } from '#lib/log.ts';
import { closeStore } from '#lib/store/client.ts';
import { startWorker } from './worker.ts';

const STOP_DEADLINE_MS = 25_000;

async function main(): Promise<void> {
  const config = readConfig();
  const { amqpUrl, databaseUrl } = config;
  if (amqpUrl === undefined || databaseUrl === undefined) {
    throw new ConfigError([
      'AMQP_URL and DATABASE_URL must be set for a worker of its own; `npm start` sets them for what it starts',
    ]);
  }
  const log = makeLog('worker', config.logLevel);
  const workerId = randomUUID();
  const worker = await startWorker({
    config: { ...config, amqpUrl },
    log,
    workerId,
    host: hostname(),
    pid: process.pid,
  });
  let isStopping = false;
  async function stop(signal: string): Promise<void> {
    if (isStopping) {
      log.warn('second signal: leaving at once; what is not acked returns to its queue');
      process.exit(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error(
        { deadlineMs: STOP_DEADLINE_MS },
        'did not stop in time: leaving; what is not acked returns to its queue',
      );
      process.exit(1);
    }, STOP_DEADLINE_MS).unref();
    try {
      await worker.stop();
      await closeStore();
    } catch (error) {
      log.error({ err: error }, 'did not stop cleanly; what is not acked returns to its queue');
      process.exit(1);
    }
    log.info('stopped');
    process.exit(0);
  }
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    console.error(error.message);
    process.exit(78);
  }
  makeLog('worker', 'error').fatal({ err: error }, 'the worker could not start');
  process.exit(1);
});
