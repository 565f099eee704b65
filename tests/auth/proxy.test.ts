// A reverse proxy that signs people in: believed from its own addresses, and from nobody else.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, type Web } from '#tests/processes.ts';

let database: TestDatabase;
let behind: Web;
let direct: Web;
const rules = {
  ROLE_RULES: 'group:ops=operator:orders.*; domain:example.com=viewer',
  PROXY_USER_HEADER: 'X-Forwarded-Email',
  PROXY_GROUPS_HEADER: 'X-Forwarded-Groups',
};
beforeAll(async () => {
  database = await makeDatabase();
  behind = await startWeb({ DATABASE_URL: database.url, PROXY_ADDRESSES: '127.0.0.0/8, ::1', ...rules });
  direct = await startWeb({ DATABASE_URL: database.url, PROXY_ADDRESSES: '10.0.0.0/8', ...rules });
});
afterAll(async () => {
  await Promise.all([behind.stop(), direct.stop()]);
  await database.drop();
});

async function me(web: Web, headers: Record<string, string>): Promise<Record<string, unknown>> {
  return (await (await fetch(`${web.url}/api/v1/me`, { headers })).json()) as Record<string, unknown>;
}

test('its people are made at their first visit, and what they may follows the rules', async () => {
  const bo = { 'x-forwarded-email': 'Bo@Example.com' };
  expect(await me(behind, bo)).toMatchObject({
    kind: 'person',
    email: 'bo@example.com',
    role: 'viewer',
    seeQueues: ['*'],
  });
  expect(await me(behind, { ...bo, 'x-forwarded-groups': 'a, ops' })).toMatchObject({
    role: 'operator',
    seeQueues: ['orders.*'],
  });
  const many = await Promise.all(
    Array.from({ length: 8 }, () => me(behind, { 'x-forwarded-email': 'cy@example.com' })),
  );
  expect(new Set(many.map(({ id }) => id)).size).toBe(1);
  expect((await fetch(`${behind.url}/queues`, { headers: bo })).status).toBe(200);
});

test('from another address the same header is nobody’s', async () => {
  expect(await me(direct, { 'x-forwarded-email': 'bo@example.com' })).toMatchObject({ status: 401 });
});

test('our own words for it cannot be sent', async () => {
  for (const web of [behind, direct])
    expect(
      await me(web, { 'x-letterthief-user': 'bo@example.com', 'x-letterthief-groups': 'ops' }),
    ).toMatchObject({ status: 401 });
});

test('whom no rule fits, who is disabled, and what is no address does not come in', async () => {
  await database.query(`UPDATE person SET disabled_at = now() WHERE email = 'cy@example.com'`);
  for (const email of ['eve@evil.example', 'cy@example.com', 'nonsense', 'a@example.com, b@example.com'])
    expect(await me(behind, { 'x-forwarded-email': email }), email).toMatchObject({ status: 401 });
});

test('the address of a visitor is the last one that none of the proxies has, whatever is written before it', async () => {
  const bo = { 'x-forwarded-email': 'bo@example.com', 'content-type': 'application/json' };
  const from = async (web: Web, forwarded: string) => {
    await fetch(`${web.url}/api/v1/people`, {
      headers: { ...bo, ...(web === direct ? await web.headers() : {}), 'x-forwarded-for': forwarded },
    });
    const [row] = await database.query<{ address: string }>(
      'SELECT address FROM audit ORDER BY id DESC LIMIT 1',
    );
    return row!.address;
  };
  expect(await from(behind, '6.6.6.6, 203.0.113.7, 127.0.0.9')).toBe('203.0.113.7');
  expect(await from(behind, 'nonsense')).toBe('127.0.0.1');
});

test('what is asked again while a stream is open is who they are now, not what the proxy said then', async () => {
  const dee = { 'x-forwarded-email': 'dee@example.com' };
  const over = new AbortController();
  const asOperator = { ...dee, 'x-forwarded-groups': 'ops' };
  const stream = await fetch(`${behind.url}/api/v1/events`, { headers: asOperator, signal: over.signal });
  expect(stream.status).toBe(200);
  expect(await me(behind, dee)).toMatchObject({ role: 'viewer' });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await database.query(`SELECT role FROM person WHERE email = 'dee@example.com'`)).toEqual([
    { role: 'viewer' },
  ]);
  expect(
    await database.query(
      `SELECT 1 FROM audit WHERE act = 'person.change' AND details->>'name' = 'dee@example.com'`,
    ),
  ).toHaveLength(1);
  over.abort();
});

test('who took one of its addresses without proof loses it', async () => {
  await database.query(
    `INSERT INTO person (id, name, email, role, see_queues, act_queues) VALUES ($1, 'Mallory', 'flo@example.com', 'viewer', '{*}', '{*}')`,
    [crypto.randomUUID()],
  );
  await database.query(
    `INSERT INTO credential (id, person_id, provider_id, account_id, password)
    SELECT gen_random_uuid(), id, 'credential', id::text, 'hash' FROM person WHERE email = 'flo@example.com'`,
  );
  expect(await me(behind, { 'x-forwarded-email': 'flo@example.com' })).toMatchObject({ role: 'viewer' });
  expect(await database.query('SELECT 1 FROM credential')).toEqual([]);
});
