/** A Postgres and a RabbitMQ with Shovel for one bench, as the product starts them, in a folder that goes with them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openHome, type Home } from '#scripts/embedded/home.ts';
import { startPostgres, type EmbeddedPostgres } from '#scripts/embedded/postgres.ts';
import { startRabbit, type EmbeddedRabbit } from '#scripts/embedded/rabbitmq.ts';
import { takeStep } from '#scripts/progress.ts';

/** Processes whose use of the machine is counted. */
export type Pids = { postgres: number; broker: number };

const durable = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;
const told = [
  ...durable,
  'server_version',
  'shared_buffers',
  'max_wal_size',
  'wal_compression',
  'default_toast_compression',
];

/** Sets TEST_DATABASE_URL, TEST_AMQP_URL and TEST_MANAGEMENT_URL for `use`; stops all when it is over or `signal` says so. */
export async function withBenchServices(
  use: (pids: Pids) => Promise<void>,
  interrupted: Promise<never>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'letterthief-bench-'));
  let home: Home | undefined;
  let postgres: EmbeddedPostgres | undefined;
  let rabbit: EmbeddedRabbit | undefined;
  try {
    const opened = (home = await openHome(folder));
    postgres = await takeStep(console.log, 'Postgres', () => startPostgres(opened));
    rabbit = await takeStep(console.log, 'RabbitMQ', () =>
      startRabbit(opened, { plugins: ['rabbitmq_management', 'rabbitmq_shovel'] }),
    );
    setAddresses(postgres, rabbit);
    await checkDurability(postgres.url);
    const ended = Promise.race([postgres.exited, rabbit.exited]).then((reason) => {
      throw new Error(reason);
    });
    await Promise.race([use({ postgres: postgres.pid, broker: rabbit.pid }), ended, interrupted]);
  } finally {
    await rabbit?.stop();
    await postgres?.stop();
    await home?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function setAddresses(postgres: EmbeddedPostgres, rabbit: EmbeddedRabbit): void {
  const management = new URL(rabbit.managementUrl);
  const broker = new URL(rabbit.url);
  management.username = broker.username;
  management.password = broker.password;
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_AMQP_URL = rabbit.url;
  process.env.TEST_MANAGEMENT_URL = management.href;
}

/** Prints what the server says of itself. Throws where a commit could be lost: its speed would not be ours. */
async function checkDurability(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const values = new Map<string, string>();
    for (const name of told) {
      const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
      values.set(name, rows[0]?.[name] ?? '');
    }
    console.log(`Postgres: ${[...values].map(([name, value]) => `${name} = ${value}`).join(' · ')}`);
    const off = durable.filter((name) => values.get(name) !== 'on');
    if (off.length > 0)
      throw new Error(`${off.join(', ')} must be on: a bench of commits that can be lost says nothing`);
  } finally {
    await client.end();
  }
}
