// A worker inside the test's own process, against the test's own database and vhost.
import { randomUUID } from 'node:crypto';
import { readConfig } from '#lib/config.ts';
import { makeLog } from '#lib/log.ts';
import { startWorker, type Worker } from '#workers/worker.ts';

export type TestWorker = Worker & { id: string };

export async function startTestWorker(env: Record<string, string>): Promise<TestWorker> {
  const config = readConfig({ LOG_LEVEL: 'silent', ...process.env, ...env });
  const workerId = randomUUID();
  const worker = await startWorker({
    config: { ...config, amqpUrl: config.amqpUrl ?? '' },
    log: makeLog('worker', process.env.TEST_LOG_LEVEL ?? 'silent'),
    workerId,
    host: 'test',
    pid: process.pid,
  });
  return { ...worker, id: workerId };
}
