// A token for tests, put into a database as `npm run token` would: whoever holds it may everything, unless told otherwise.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Standing } from '#lib/domain/actor.ts';

const everything: Standing = { role: 'administrator', seeQueues: ['*'], actQueues: ['*'] };

/** Gives the headers that a request with it bears. */
export async function makeTestToken(
  databaseUrl: string,
  standing: Partial<Standing> = {},
): Promise<{ authorization: string }> {
  const { role, seeQueues, actQueues } = { ...everything, ...standing };
  const token = `lt_${randomBytes(32).toString('base64url')}`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await untilMigrated(client);
    await client.query(
      `INSERT INTO api_token (id, name, token_hash, role, see_queues, act_queues, made_by) VALUES ($1, 'test', $2, $3, $4, $5, 'test')`,
      [randomUUID(), createHash('sha256').update(token).digest(), role, seeQueues, actQueues],
    );
  } finally {
    await client.end();
  }
  return { authorization: `Bearer ${token}` };
}

/** A web process answers before it has migrated. */
async function untilMigrated(client: Client): Promise<void> {
  for (let look = 0; look < 600; look++) {
    const { rows } = await client.query(`SELECT 1 WHERE to_regclass('api_token') IS NOT NULL`);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the database was not migrated within a minute');
}
