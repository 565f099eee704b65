// A database of its own for a test file, on the real Postgres at TEST_DATABASE_URL.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { closeStore } from '#lib/store/client.ts';
import { migrate } from '#lib/store/migrate.ts';

export type TestDatabase = {
  url: string;
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
};

/** Also sets DATABASE_URL, so that the store's verbs of this process use it. */
export async function makeDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server)
    throw new Error('TEST_DATABASE_URL is not set: run `npm test`, which starts a Postgres for the tests');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  process.env.DATABASE_URL = url.href;
  await migrate(url.href);
  const client = new Client({ connectionString: url.href });
  // The server may be taken away under us on purpose.
  client.on('error', (error) => console.warn('test database:', error.message));
  await client.connect();
  return {
    url: url.href,
    async query<Row>(sql: string, values: unknown[] = []) {
      return (await client.query(sql, values)).rows as Row[];
    },
    async drop() {
      await closeStore();
      await client.end();
      await run(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
