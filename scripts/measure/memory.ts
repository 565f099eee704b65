/** The worker's memory while it drains 100,000 letters, beside what it is for 20,000: the highest resident size of each process. */
import { readFileSync } from 'node:fs';
import { Connection } from 'rabbitmq-client';
import { makeDatabase } from '#tests/database.ts';
import { startWorker, until } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';

const BODY = 'x'.repeat(1024);

export async function measureMemory(): Promise<void> {
  const few = await drain(20_000);
  const many = await drain(100_000);
  console.log(
    `20,000 letters: ${few.peakMb} MB, ${few.perSecond} letters/s · 100,000: ${many.peakMb} MB, ${many.perSecond} letters/s`,
  );
  console.log(`ratio of memory ${(many.peakMb / few.peakMb).toFixed(2)}`);
}

async function drain(letters: number): Promise<{ peakMb: number; perSecond: number }> {
  const [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url };
  await (await startWorker(env)).stop();
  await fill(vhost.url, letters);
  const worker = await startWorker(env);
  const startedAt = Date.now();
  await until(
    'all letters are stored',
    async () =>
      (await database.query<{ count: number }>('SELECT count(*)::int AS count FROM dead_letter'))[0]
        ?.count === letters,
    worker,
    600_000,
  );
  const perSecond = Math.round(letters / ((Date.now() - startedAt) / 1000));
  // VmHWM: the kernel's own record of the peak (proc(5)).
  const peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${worker.pid}/status`, 'utf8'))?.[1]);
  await worker.stop();
  await Promise.all([vhost.drop(), database.drop()]);
  return { peakMb: Math.round(peakKb / 1024), perSecond };
}

async function fill(url: string, letters: number): Promise<void> {
  const client = new Connection(url);
  const publisher = client.createPublisher({ confirm: true });
  for (let sent = 0; sent < letters; sent += 1000) {
    await Promise.all(
      Array.from({ length: 1000 }, () => publisher.send({ exchange: 'letterthief', durable: true }, BODY)),
    );
  }
  await publisher.close();
  await client.close();
}
