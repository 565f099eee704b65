// Coming in by an OpenID Connect issuer: by its rules, with nothing kept that opens it, and only where we meant to go.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInside, readIssuer } from '#lib/auth/issuer.ts';
import { invite } from '#lib/store/invitations.ts';
import { findStanding, readRoleRules } from '#lib/domain/role-rules.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startIssuer, type IssuerPerson, type TestIssuer } from '#tests/issuer.ts';
import { freePort, startWeb, type Web } from '#tests/processes.ts';

let database: TestDatabase;
let issuer: TestIssuer;
let web: Web;
beforeAll(async () => {
  database = await makeDatabase();
  const port = await freePort();
  issuer = await startIssuer(`http://127.0.0.1:${port}/api/auth/callback/oidc`);
  web = await startWeb({
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    OIDC_ISSUER: issuer.url,
    OIDC_CLIENT_ID: issuer.clientId,
    OIDC_CLIENT_SECRET: issuer.clientSecret,
    ROLE_RULES:
      'group:platform=administrator; group:payments=operator:payments.*; domain:example.com=viewer:*,-payments.*',
  });
});
afterAll(async () => {
  await web.stop();
  await issuer.stop();
  await database.drop();
});

/** A browser's way there and back, redirect by redirect. Gives the last address of ours and the cookies that we set. */
async function comeIn(person: IssuerPerson, to = '/queues'): Promise<{ landed: string; cookie: string }> {
  issuer.next(person);
  const jars = new Map<string, Map<string, string>>();
  const begun = await visit(jars, `${web.url}/api/v1/sign-in/oidc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to }),
  });
  expect(begun.status).toBe(200);
  let at = ((await begun.json()) as { url: string }).url;
  for (let hops = 0; hops < 12; hops++) {
    const response = await visit(jars, at);
    const location = response.headers.get('location');
    if (location === null) break;
    at = new URL(location, at).href;
    if (at.startsWith(web.url) && !at.includes('/api/auth/')) break;
  }
  const cookies = jars.get(new URL(web.url).host) ?? new Map<string, string>();
  return { landed: at, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
}

async function visit(
  jars: Map<string, Map<string, string>>,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  const jar = jars.get(new URL(url).host) ?? new Map<string, string>();
  jars.set(new URL(url).host, jar);
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    headers: { ...(init.headers as object), cookie },
  });
  for (const set of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    if (value === '' || /max-age=0/i.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
  return response;
}

const post = (path: string, body: object) =>
  fetch(web.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const me = async (cookie: string) => (await fetch(`${web.url}/api/v1/me`, { headers: { cookie } })).json();

test('the rules give role and queues, and decide again at each sign-in', async () => {
  const bo = { sub: 'bo', email: 'bo@example.com', email_verified: true, name: 'Bo', groups: ['payments'] };
  const first = await comeIn(bo);
  expect(first.landed).toBe(`${web.url}/queues`);
  expect(await me(first.cookie)).toMatchObject({
    name: 'Bo',
    email: 'bo@example.com',
    role: 'operator',
    seeQueues: ['payments.*'],
  });
  const second = await comeIn({ ...bo, groups: [] });
  expect(await me(second.cookie)).toMatchObject({ role: 'viewer', seeQueues: ['*', '-payments.*'] });
  expect(await database.query('SELECT 1 FROM person')).toHaveLength(1);
});

test('whom no rule fits does not come in, nor who claims a domain that nobody verified', async () => {
  for (const eve of [
    { sub: 'eve', email: 'eve@evil.example', email_verified: true },
    { sub: 'mallory', email: 'mallory@example.com', email_verified: false },
  ]) {
    const { landed, cookie } = await comeIn(eve);
    expect(new URL(landed).pathname).toBe('/sign-in');
    expect(new URL(landed).searchParams.get('error')).not.toBeNull();
    expect(await me(cookie)).toMatchObject({ status: 401 });
  }
  expect(
    await database.query(`SELECT 1 FROM person WHERE email LIKE '%eve%' OR email LIKE '%mallory%'`),
  ).toEqual([]);
});

test('an address that nobody verified does not become the person who has it here', async () => {
  const { cookie } = await comeIn({
    sub: 'thief',
    email: 'bo@example.com',
    email_verified: false,
    groups: ['platform'],
  });
  expect(await me(cookie)).toMatchObject({ status: 401 });
});

test('who took an address by an invitation that did not prove it loses it to the one who has it', async () => {
  const password = 'seven wet umbrellas';
  const { token } = await invite(
    { kind: 'system' },
    {
      email: null,
      role: 'viewer',
      seeQueues: ['*'],
      actQueues: ['*'],
      expiresInHours: 1,
    },
  );
  // As an administrator's: the first administrator's proves who reads our log.
  await database.query(`UPDATE invitation SET made_by = 'somebody' WHERE used_at IS NULL`);
  const joined = await post('/api/v1/welcome', {
    token,
    name: 'Mallory',
    email: 'boss@example.com',
    password,
  });
  expect(joined.status).toBe(204);
  const taken = joined.headers.getSetCookie()[0]!.split(';')[0]!;
  expect(await me(taken)).toMatchObject({ role: 'viewer' });
  const boss = { sub: 'boss', email: 'boss@example.com', name: 'Boss', groups: ['platform'] };
  // "false" in a text is no proof either.
  const unproven = await comeIn({ ...boss, email_verified: 'false' as unknown as boolean });
  expect(await me(unproven.cookie)).toMatchObject({ status: 401 });
  expect(await me(taken)).toMatchObject({ role: 'viewer' });
  const { cookie } = await comeIn({ ...boss, email_verified: true });
  expect(await me(cookie)).toMatchObject({ name: 'Boss', role: 'administrator' });
  expect(await me(taken)).toMatchObject({ status: 401 });
  expect((await post('/api/v1/sign-in', { email: 'boss@example.com', password })).status).toBe(401);
  const lines = await database.query<{ details: { by?: string; claimed?: string } }>(
    `SELECT details FROM audit WHERE act = 'person.change' ORDER BY id DESC LIMIT 1`,
  );
  expect(lines[0]!.details).toMatchObject({ by: 'issuer', claimed: expect.any(String) as string });
});

test('the rules do not take the last administrator away', async () => {
  const boss = { sub: 'boss', email: 'boss@example.com', email_verified: true, name: 'Boss' };
  const { cookie } = await comeIn({ ...boss, groups: [] });
  expect(await me(cookie)).toMatchObject({ role: 'administrator', seeQueues: ['*', '-payments.*'] });
  const other = await comeIn({
    ...boss,
    sub: 'ann',
    email: 'ann@example.com',
    name: 'Ann',
    groups: ['platform'],
  });
  expect(await me(other.cookie)).toMatchObject({ role: 'administrator' });
  expect(await me((await comeIn({ ...boss, groups: [] })).cookie)).toMatchObject({ role: 'viewer' });
});

test('who is disabled does not come in by the issuer either', async () => {
  await database.query(`UPDATE person SET disabled_at = now() WHERE email = 'bo@example.com'`);
  const { cookie } = await comeIn({ sub: 'bo', email: 'bo@example.com', email_verified: true });
  expect(await me(cookie)).toMatchObject({ status: 401 });
});

test('no token of the issuer is kept', async () => {
  const rows = await database.query<{ access_token: unknown; id_token: unknown; refresh_token: unknown }>(
    'SELECT * FROM credential',
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows)
    expect([row.access_token, row.id_token, row.refresh_token]).toEqual([null, null, null]);
});

test('it leads to a path of ours, whatever was asked for', async () => {
  const carol = { sub: 'carol', email: 'carol@example.com', email_verified: true, name: 'Carol' };
  expect((await comeIn(carol, '//evil.example')).landed).toBe(`${web.url}/`);
  const forged = await fetch(`${web.url}/api/auth/callback/oidc?code=x&state=y`, { redirect: 'manual' });
  expect(new URL(forged.headers.get('location')!).origin).toBe(web.url);
  expect(forged.headers.getSetCookie().join()).not.toContain('session_token=');
});

test('while the issuer is away passwords open the door, and its button says that it is', async () => {
  const lonely = await startWeb({
    DATABASE_URL: database.url,
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'x',
    OIDC_CLIENT_SECRET: 'y',
    ROLE_RULES: 'anyone=viewer',
  });
  const ask = (path: string, body: unknown) =>
    fetch(`${lonely.url}/api/v1/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  expect((await ask('sign-in/oidc', {})).status).toBe(503);
  expect((await ask('sign-in', { email: 'nobody@example.com', password: 'a wrong one' })).status).toBe(401);
  expect(lonely.output()).toContain('issuer cannot be used');
  await lonely.stop();
});

test('nothing else of the auth library can be reached', async () => {
  for (const path of [
    'sign-up/email',
    'sign-in/email',
    'update-user',
    'get-session',
    'ok',
    'list-sessions',
    'callback/other',
  ]) {
    const answer = await fetch(`${web.url}/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([404, 405], path).toContain(answer.status);
  }
});

describe('an issuer that points elsewhere', () => {
  let server: Server;
  let url: string;
  let told: Record<string, unknown> = {};
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (told.redirect) response.writeHead(302, { location: String(told.redirect) });
      response.end(
        JSON.stringify({
          issuer: url,
          id_token_signing_alg_values_supported: ['RS256'],
          ...here(url),
          ...told,
        }),
      );
      request.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const here = (at: string) => ({
    authorization_endpoint: `${at}/auth`,
    token_endpoint: `${at}/token`,
    jwks_uri: `${at}/jwks`,
  });

  test('is refused before anything is sent there', async () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ token_endpoint: 'http://169.254.169.254/latest/meta-data' }, /not https/],
      [{ token_endpoint: 'https://169.254.169.254/latest/meta-data' }, /an address inside/],
      [{ jwks_uri: 'https://localhost:5432/' }, /an address inside/],
      [{ userinfo_endpoint: 'https://[::1]/' }, /an address inside/],
      [{ userinfo_endpoint: 'https://[::ffff:10.0.0.1]/' }, /an address inside/],
      [{ jwks_uri: 'file:///etc/passwd' }, /not https/],
      [{ issuer: 'https://evil.example' }, /another issuer/],
      [{ authorization_endpoint: 'javascript:alert(1)' }, /not https|wrong/],
      [{ token_endpoint: undefined }, /token_endpoint is missing/],
      [{ redirect: 'http://127.0.0.1:1/' }, /fetch failed|redirect/],
    ];
    for (const [what, why] of cases) {
      told = what;
      await expect(readIssuer(url), JSON.stringify(what)).rejects.toThrow(why);
    }
    told = {};
    expect((await readIssuer(url)).token_endpoint).toBe(`${url}/token`);
  });

  test('addresses inside are known as such, in every spelling', () => {
    for (const one of [
      '10.1.2.3',
      '127.9.9.9',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.1.1',
      '100.64.0.1',
      '0.0.0.0',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      'no address',
    ])
      expect(isInside(one), one).toBe(true);
    for (const one of ['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])
      expect(isInside(one), one).toBe(false);
  });
});

test('rules: the first that fits, and what is wrong with one is named', () => {
  const { rules, faults } = readRoleRules(
    'group:a b=operator:x.*,-x.y; domain:Example.com=viewer; anyone=viewer:z',
  );
  expect(faults).toEqual([]);
  const claims = { email: 'x@EXAMPLE.com', isEmailVerified: true, groups: [] as string[] };
  expect(findStanding(rules, { ...claims, groups: ['a b'] })).toMatchObject({
    role: 'operator',
    seeQueues: ['x.*', '-x.y'],
  });
  expect(findStanding(rules, claims)).toMatchObject({ role: 'viewer', seeQueues: ['*'] });
  expect(findStanding(rules, { ...claims, isEmailVerified: false })).toMatchObject({ seeQueues: ['z'] });
  expect(findStanding(rules.slice(0, 2), { ...claims, email: 'x@evil-example.com' })).toBeNull();
  expect(findStanding(rules.slice(0, 2), { ...claims, email: 'x@example.com@evil.example' })).toBeNull();
  expect(readRoleRules('group:a=king; nonsense; anyone=viewer:').faults).toHaveLength(3);
});
