// A trial's database: the URL that each process gets bears its name, so that Postgres can tell who did what.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export type TrialDatabase = {
  /** The URL for a process of this name, through a proxy on `port` if given. */
  urlFor(name: string, port?: number): string;
  /** On a connection of its own: Postgres may be killed at any time between two. */
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
};

/** `tablespace`: an empty folder, for its files. */
export async function openTrialDatabase(server: string, tablespace?: string): Promise<TrialDatabase> {
  const name = `trial_${randomBytes(6).toString('hex')}`;
  if (tablespace !== undefined) await ask(server, `CREATE TABLESPACE ${name} LOCATION '${tablespace}'`);
  await ask(server, `CREATE DATABASE ${name}${tablespace === undefined ? '' : ` TABLESPACE ${name}`}`);
  function urlFor(application: string, port?: number): string {
    const url = new URL(server);
    url.pathname = `/${name}`;
    if (port !== undefined) url.port = String(port);
    url.searchParams.set('application_name', application);
    return url.href;
  }
  return {
    urlFor,
    query: (sql, values) => ask(urlFor('trial'), sql, values),
    drop: async () => void (await ask(server, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

async function ask<Row>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  // It may be killed under us on purpose; the query then rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end().catch(() => undefined);
  }
}
