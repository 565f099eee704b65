// Two database roles: what the app's own cannot do to the audit, though it can do everything else.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetOldAudit } from '#lib/store/audit.ts';
import { closeStore } from '#lib/store/client.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { migrate } from '#lib/store/migrate.ts';
import { addNote, changeNote, deleteNote } from '#lib/store/notes.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, worker } from '#tests/letters.ts';

let owner: TestDatabase;
let app: Client;
let appUrl: URL;
const role = `app_${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  owner = await makeDatabase();
  await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`);
  appUrl = new URL(owner.url);
  appUrl.username = role;
  appUrl.password = 'app';
  await migrate(appUrl.href, { migrationUrl: owner.url, auditDays: 30 });
  process.env.DATABASE_URL = appUrl.href;
  await closeStore();
  app = new Client({ connectionString: appUrl.href });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await closeStore();
  await owner.query(`DROP OWNED BY ${role}`);
  await owner.query(`DROP ROLE ${role}`);
  await owner.drop();
});

const count = async () => (await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM audit'))[0]!.n;

test('the app does its work as its own role, and starts by itself', async () => {
  const session = await openTestSession(true);
  await session.store(delivery(), delivery());
  const { items } = await listDeadLetters(person, { limit: 2 });
  await discardLetters(person, { deadLetterIds: [items[0]!.id] });
  await requestReplays(person, { deadLetterIds: [items[1]!.id], to: { kind: 'origin' } });
  expect(await count()).toBe(2);
  expect(await migrate(appUrl.href)).toEqual([]);
});

test('notes are the app’s own to write, change and delete', async () => {
  const [letter] = (await listDeadLetters(person, { limit: 1 })).items;
  const note = await addNote(person, letter!.id, { text: 'frist' });
  await changeNote(person, note.id, { text: 'first' }, note.version);
  expect(await deleteNote(person, note.id)).toEqual({ id: note.id });
  await owner.query(`DELETE FROM audit WHERE act LIKE 'note.%'`);
});

test('it can add to the audit, and neither change nor delete it, nor make itself able to', async () => {
  for (const attempt of [
    `UPDATE audit SET actor_name = 'nobody'`,
    'DELETE FROM audit',
    'TRUNCATE audit',
    'DROP TABLE audit',
    'ALTER TABLE audit DISABLE TRIGGER ALL',
    `UPDATE audit_keep SET days = 1`,
    'DELETE FROM audit_keep',
    `CREATE OR REPLACE FUNCTION forget_audit() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'`,
    `DELETE FROM "_prisma_migrations"`,
  ]) {
    await expect(app.query(attempt), attempt).rejects.toThrow(/permission denied|must be owner/);
  }
  // Postgres only warns of this one.
  await app.query(`GRANT DELETE ON audit TO ${role}`);
  await expect(app.query('DELETE FROM audit')).rejects.toThrow('permission denied');
  expect(await count()).toBe(2);
});

test('its own temporary tables do not stand in for ours when the one function runs as their owner', async () => {
  await owner.query(`UPDATE audit SET at = now() - interval '3 days'`);
  await app.query('CREATE TEMP TABLE audit_keep (id int, days int)');
  await app.query('INSERT INTO audit_keep VALUES (1, 1)');
  await app.query('CREATE TEMP TABLE audit (LIKE public.audit)');
  await app.query(`INSERT INTO pg_temp.audit SELECT * FROM public.audit LIMIT 1`);
  await app.query(
    `CREATE FUNCTION pg_temp.strike() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM public.audit; RETURN OLD; END'`,
  );
  await app.query(
    'CREATE TRIGGER strike BEFORE DELETE ON pg_temp.audit FOR EACH ROW EXECUTE FUNCTION pg_temp.strike()',
  );
  await app.query('SELECT public.forget_audit()');
  expect(await count()).toBe(2);
  await app.query('DROP TABLE pg_temp.audit, pg_temp.audit_keep');
});

test('what is older than it must be kept is forgotten, by the one function that may', async () => {
  await owner.query(`UPDATE audit SET at = now() - interval '31 days' WHERE act = 'letters.discard'`);
  await forgetOldAudit(worker);
  expect(await count()).toBe(1);
  await owner.query('UPDATE audit_keep SET days = 0');
  await owner.query(`UPDATE audit SET at = now() - interval '99 years'`);
  await forgetOldAudit(worker);
  expect(await count()).toBe(1);
});

test('one role for both is refused: it would promise what it does not keep', async () => {
  await expect(migrate(owner.url, { migrationUrl: owner.url })).rejects.toThrow('the same role');
});

test('a role that could come at the audit some other way is refused too', async () => {
  const [me] = await owner.query<{ name: string }>('SELECT current_user AS name');
  for (const [give, takeBack, why] of [
    [`ALTER ROLE ${role} SUPERUSER`, `ALTER ROLE ${role} NOSUPERUSER`, 'is a superuser'],
    [`GRANT ${me!.name} TO ${role}`, `REVOKE ${me!.name} FROM ${role}`, 'is a member'],
    [`ALTER SCHEMA public OWNER TO ${role}`, `ALTER SCHEMA public OWNER TO ${me!.name}`, 'owns the schema'],
  ] as const) {
    await owner.query(give);
    await expect(migrate(appUrl.href, { migrationUrl: owner.url })).rejects.toThrow(why);
    await owner.query(takeBack);
  }
});
