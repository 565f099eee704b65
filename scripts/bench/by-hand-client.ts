/** The Prisma client of by-hand.prisma: generated when the bench runs, so nothing else has to know it. */
import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';

type ByHandClient = {
  failedOrder: {
    create(row: {
      data: {
        queue: string;
        exchange: string;
        routingKey: string;
        reason: string | null;
        headers: object;
        body: Uint8Array;
      };
      select: { id: true };
    }): Promise<unknown>;
  };
  $disconnect(): Promise<void>;
};

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export async function generateByHandClient(): Promise<void> {
  // As scripts/prepare.mjs: generating is WebAssembly, the engine would be downloaded for nothing.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' };
  const args = [
    at('node_modules/prisma/build/index.js'),
    'generate',
    '--schema',
    at('scripts/bench/by-hand.prisma'),
  ];
  await promisify(execFile)(process.execPath, args, { env });
}

/** The table as `prisma migrate` makes it of by-hand.prisma. */
export async function makeByHandTable(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`
      CREATE TABLE failed_order (id UUID NOT NULL PRIMARY KEY, queue TEXT NOT NULL, exchange TEXT NOT NULL,
        routing_key TEXT NOT NULL, reason TEXT, headers JSONB NOT NULL, body BYTEA NOT NULL,
        arrived_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
      CREATE INDEX ON failed_order (queue, arrived_at DESC);
      CREATE INDEX ON failed_order (arrived_at DESC)`);
  } finally {
    await client.end();
  }
}

export async function loadByHandClient(): Promise<{
  PrismaClient: new (options: { adapter: unknown }) => ByHandClient;
}> {
  return import(pathToFileURL(at('node_modules/.cache/letterthief-bench/by-hand/client.ts')).href);
}
