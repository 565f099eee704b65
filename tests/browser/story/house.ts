// LetterThief as the story needs it, on real services: two workers, two webs, a browser, and letters of other days.
import { chromium, type Browser } from '@playwright/test';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, startWorker, type Running, type Web } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';
import { storeOlderLetters } from './older-letters.ts';
import { openShop, type Shop } from './shop.ts';

export type House = {
  database: TestDatabase;
  browser: Browser;
  webs: [Web, Web];
  worker: Running;
  shop: Shop;
  countLetters(): Promise<number>;
  /** SIGKILL for the worker that feeds the run; what it held is not waited for. */
  killFeeder(): Promise<void>;
  /** Gives the exit codes of the webs. */
  close(): Promise<(number | null)[]>;
};

export async function openHouse(olderLetters: number): Promise<House> {
  const [database, vhost, browser] = await Promise.all([
    makeDatabase(),
    makeVhost(),
    chromium.launch(chromiumOptions()),
  ]);
  await storeOlderLetters(olderLetters);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    AMQP_MANAGEMENT_URL: process.env.TEST_MANAGEMENT_URL ?? '',
  };
  // Before a worker asks what leads where: its answer stands for a while.
  const shop = await openShop(vhost);
  const workers = await Promise.all([startWorker(env), startWorker(env)]);
  const webs = await Promise.all([startWeb(env), startWeb(env)]);
  await vhost.waitForOwnQueue();
  return {
    database,
    browser,
    webs,
    worker: workers[0],
    shop,
    async countLetters() {
      const [row] = await database.query<{ many: number }>('SELECT count(*)::int AS many FROM dead_letter');
      return row!.many;
    },
    async killFeeder() {
      const [feeder] = await database.query<{ pid: number; id: string }>(
        `SELECT w.pid, w.id FROM replay_run s JOIN worker w ON w.id = s.worker_id WHERE s.state = 'running'`,
      );
      await workers.find(({ pid }) => pid === feeder!.pid)!.stop('SIGKILL');
      await database.query(
        `UPDATE replay SET lease_until = now() WHERE worker_id = $1 AND settled_at IS NULL`,
        [feeder!.id],
      );
    },
    async close() {
      await browser.close();
      await shop.close();
      const codes = await Promise.all(webs.map((web) => web.stop()));
      await Promise.all(workers.map((worker) => worker.stop()));
      await vhost.drop();
      await database.drop();
      return codes;
    },
  };
}
