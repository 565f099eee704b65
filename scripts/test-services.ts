/** A Postgres, a RabbitMQ and a Chromium for one run of tests or measurements, in a folder that goes with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome } from '#scripts/embedded/home.ts';
import { startPostgres } from '#scripts/embedded/postgres.ts';
import { findChromium, findRabbit } from '#scripts/embedded/programs.ts';
import { startRabbit } from '#scripts/embedded/rabbitmq.ts';
import { takeStep } from './progress.ts';

export type Env = Record<string, string>;

/** `use` gets TEST_DATABASE_URL, TEST_AMQP_URL, TEST_MANAGEMENT_URL and CHROMIUM_PATH. */
export async function withServices(use: (env: Env) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-test-'));
  await findRabbit(console.log);
  const chromium = await findChromium(console.log);
  const home = await openHome(folder);
  const postgres = await takeStep(console.log, 'Postgres', () => startPostgres(home, {}));
  const rabbit = await takeStep(console.log, 'RabbitMQ', () => startRabbit(home, {}));
  try {
    const management = new URL(rabbit.managementUrl);
    const broker = new URL(rabbit.url);
    management.username = broker.username;
    management.password = broker.password;
    await use({
      TEST_DATABASE_URL: postgres.url,
      TEST_AMQP_URL: rabbit.url,
      TEST_MANAGEMENT_URL: management.href,
      CHROMIUM_PATH: chromium,
    });
  } finally {
    await rabbit.stop();
    await postgres.stop();
    await home.close();
    await rm(folder, { recursive: true, force: true });
  }
}
