import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from '#lib/store/migrate.ts';
import { readSchemaSql } from '#scripts/schema-engine.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

const catalogue = `
  SELECT table_name, column_name, data_type, is_nullable, column_default, datetime_precision
  FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_prisma_migrations' ORDER BY 1, 2`;
// n.b. Prisma's schema says nothing of how an index is stored, nor of one over some of the rows.
const indexes = `
  SELECT regexp_replace(regexp_replace(indexdef, ' ON \\w+\\.', ' ON '), ' WITH \\(.*\\)$', '') AS def FROM pg_indexes
  WHERE schemaname = $1 AND tablename <> '_prisma_migrations' AND indexdef NOT LIKE '% WHERE %' ORDER BY 1`;

test('schema.prisma and the migrations make the same tables', async () => {
  const sql = await readSchemaSql(database.url);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE SCHEMA drawn; SET search_path = drawn; ${sql}`);
  for (const query of [catalogue, indexes]) {
    const drawn = (await client.query(query, ['drawn'])).rows;
    const migrated = (await client.query(query, ['public'])).rows;
    expect(drawn.length).toBeGreaterThan(10);
    expect(JSON.parse(JSON.stringify(migrated).replaceAll('public.', ''))).toEqual(
      JSON.parse(JSON.stringify(drawn).replaceAll('drawn.', '')),
    );
  }
  await client.end();
});

test('many processes that start at once migrate once', async () => {
  await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(database.url)));
  expect(applied.flat()).toEqual(readMigrations().map(({ name }) => name));
});

test('migrations are recorded as `prisma migrate deploy` records them', async () => {
  const rows = await database.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations ORDER BY 1',
  );
  expect(rows).toEqual(readMigrations().map(({ name, checksum }) => ({ migration_name: name, checksum })));
});

test.each(['TEXT', `BYTEA USING convert_to(' ' || words, 'UTF8')`])(
  'a store whose words were kept as %s is brought up',
  async (kept) => {
    await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const before = readMigrations().filter(({ name }) => name < '20261122110000');
    for (const { sql } of before) await database.query(sql);
    await database.query(`ALTER TABLE letter_text ALTER COLUMN words TYPE ${kept}`);
    await recordAs(before);
    expect(await migrate(database.url)).toContain('20261122110000_words_as_bytes');
    const [words] = await database.query<{ type: string }>(
      `SELECT data_type AS type FROM information_schema.columns WHERE table_name = 'letter_text' AND column_name = 'words'`,
    );
    expect(words?.type).toBe('bytea');
  },
);

test('blocks of a store keep their bitmaps, each its own until they are joined', async () => {
  await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const before = readMigrations().filter(({ name }) => name < '20261122140000');
  for (const { sql } of before) await database.query(sql);
  await recordAs(before);
  const id = (at: number) => `00000000-0000-7000-8000-00000000000${at}`;
  const block = (at: number, bitmap: string) =>
    database.query(
      `INSERT INTO text_block (id, first_id, last_id, letters, keys, bitmap) VALUES ('${id(at)}', '${id(at)}', '${id(at)}', '{${id(at)}}', 'a', ${bitmap})`,
    );
  await block(1, `'\\x0102'`);
  await block(2, 'NULL');
  await migrate(database.url);
  const blocks = await database.query(
    `SELECT b.is_small, b.width, m.width AS of, encode(m.bits, 'hex') AS bits, m.is_full
      FROM text_block b LEFT JOIN text_bitmap m ON m.id = b.bitmap_id ORDER BY b.id`,
  );
  expect(blocks).toEqual([
    { is_small: false, width: 1, of: 1, bits: '0102', is_full: false },
    { is_small: true, width: 1, of: null, bits: null, is_full: null },
  ]);
});

async function recordAs(applied: ReturnType<typeof readMigrations>): Promise<void> {
  await database.query(`CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ, "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT, "rolled_back_at" TIMESTAMPTZ, "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`);
  for (const { name, checksum } of applied)
    await database.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES (gen_random_uuid()::text, '${checksum}', '${name}', now())`,
    );
}

test('a database that a newer version made is refused, named, and left as it is', async () => {
  await database.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '20990101000000_future', now())`,
  );
  await expect(migrate(database.url)).rejects.toThrow(
    /made by a newer LetterThief \(migration 20990101000000_future\)/,
  );
  await database.query(`DELETE FROM _prisma_migrations WHERE id = 'x'`);
  expect(await migrate(database.url)).toEqual([]);
});
