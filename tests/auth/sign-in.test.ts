// Coming in: by an invitation, by a password, by a token; and who no longer may is out at the next request.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actorOf } from '#lib/auth/actor.ts';
import { offerFirstAdministrator } from '#lib/auth/first-administrator.ts';
import { renewPassword, signIn, signOut, welcome } from '#lib/auth/sign-in.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';
import { invite, listInvitations, makePasswordLink, revokeInvitation } from '#lib/store/invitations.ts';
import { makeToken, revokeToken } from '#lib/store/tokens.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';

const password = 'correct horse battery';
const everything = { seeQueues: ['*'], actQueues: ['*'] };

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

const from = (address: string, more: Record<string, string> = {}) =>
  new Headers({ 'x-letterthief-peer': address, ...more });

/** What a browser sends after this answer. */
function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** The administrator whom the first link made: an invitation is worth what its maker is. */
async function administrator(): Promise<Visitor> {
  const [row] = await database.query<{ id: string }>(`SELECT id FROM person WHERE email = 'ada@example.com'`);
  return { ...person, id: row!.id } as Visitor;
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

describe('the first administrator', () => {
  let cookie = '';

  test('comes by a link that works once, for one', async () => {
    const [link, other] = [await offerFirstAdministrator(), await offerFirstAdministrator()];
    const token = new URL(link!).hash.slice(1);
    const ada = { name: 'Ada', email: 'Ada@Example.com', password };
    const answer = await welcome(from('10.0.0.1'), { token, ...ada });
    expect(answer.status).toBe(204);
    cookie = cookieOf(answer);
    const [session] = answer.headers.getSetCookie();
    expect(session).toMatch(/HttpOnly/i);
    expect(session).toMatch(/SameSite=Lax/i);
    const eve = { name: 'Eve', email: 'eve@example.com', password };
    for (const used of [token, new URL(other!).hash.slice(1), 'guessed'])
      expect(await codeOf(welcome(from('10.0.0.2'), { token: used, ...eve }))).toBe('not_found');
    expect(await offerFirstAdministrator()).toBeNull();
  });

  test('is known by the cookie, which is nowhere in the database', async () => {
    const actor = await actorOf(from('10.0.0.1', { cookie }));
    expect(actor).toMatchObject({
      kind: 'person',
      name: 'Ada',
      email: 'ada@example.com',
      role: 'administrator',
      address: '10.0.0.1',
    });
    const value = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0]!;
    expect(value.length).toBeGreaterThan(20);
    const dump = JSON.stringify([
      await database.query('SELECT * FROM sign_in'),
      await database.query('SELECT * FROM credential'),
    ]);
    expect(dump).not.toContain(value);
    expect(dump).not.toContain(password);
  });

  test('a cookie that was changed, or made up, is nobody’s', async () => {
    for (const wrong of [
      cookie.replace(/.$/, 'x'),
      cookie.replace('=', '=x'),
      'letterthief.session_token=abc.def',
      'x',
    ])
      expect(await codeOf(actorOf(from('10.0.0.1', { cookie: wrong }))), wrong).toBe('unauthorized');
  });

  test('signs in anew, which is another sign-in, and out of one alone', async () => {
    const again = await signIn(from('10.0.0.1', { cookie: 'letterthief.session_token=planted' }), {
      email: 'ADA@example.com',
      password,
    });
    const other = cookieOf(again);
    expect(other).not.toContain('planted');
    expect(other).not.toBe(cookie);
    await signOut(from('10.0.0.1', { cookie: other }));
    expect(await codeOf(actorOf(from('10.0.0.1', { cookie: other })))).toBe('unauthorized');
    expect(await codeOf(actorOf(from('10.0.0.1', { cookie })))).toBe('ok');
  });

  test('what is changed of a person counts at the next request', async () => {
    await database.query(
      `UPDATE person SET role = 'viewer', see_queues = '{orders.*}' WHERE email = 'ada@example.com'`,
    );
    expect(await actorOf(from('10.0.0.1', { cookie }))).toMatchObject({
      role: 'viewer',
      seeQueues: ['orders.*'],
    });
    await database.query(`UPDATE person SET disabled_at = now(), role = 'administrator'`);
    expect(await codeOf(actorOf(from('10.0.0.1', { cookie })))).toBe('unauthorized');
    expect(await codeOf(signIn(from('10.0.0.1'), { email: 'ada@example.com', password }))).toBe(
      'unauthorized',
    );
    await database.query('UPDATE person SET disabled_at = NULL');
  });

  test('a sign-in ends when it was idle for too long, and when it is too old', async () => {
    const fresh = async () =>
      from('10.0.0.1', {
        cookie: cookieOf(await signIn(from('10.0.0.1'), { email: 'ada@example.com', password })),
      });
    for (const aged of [
      `seen_at = now() - interval '13 hours'`,
      `created_at = now() - interval '8 days'`,
      `expires_at = now()`,
    ]) {
      const headers = await fresh();
      expect(await codeOf(actorOf(headers))).toBe('ok');
      await database.query(`UPDATE sign_in SET ${aged}`);
      expect(await codeOf(actorOf(headers)), aged).toBe('unauthorized');
    }
  });
});

describe('invitations', () => {
  test('give what their maker wrote, to the address that they name', async () => {
    const plan = {
      email: 'op@example.com',
      role: 'operator' as const,
      seeQueues: ['orders.*'],
      actQueues: ['orders.billing'],
      expiresInHours: 1,
    };
    const { token } = await invite(await administrator(), plan);
    const op = { token, name: 'Op', password };
    expect(await codeOf(welcome(from('10.0.0.3'), { ...op, email: 'else@example.com' }))).toBe(
      'invalid_input',
    );
    const answer = await welcome(from('10.0.0.3'), { ...op, email: 'op@example.com' });
    expect(await actorOf(from('10.0.0.3', { cookie: cookieOf(answer) }))).toMatchObject({
      role: 'operator',
      seeQueues: ['orders.*'],
      actQueues: ['orders.billing'],
    });
  });

  test('of two who use one at once, one comes in', async () => {
    const { token } = await invite(await administrator(), {
      email: null,
      role: 'viewer',
      ...everything,
      expiresInHours: 1,
    });
    const come = (name: string) =>
      codeOf(welcome(from('10.0.0.4'), { token, name, email: `${name}@example.com`, password }));
    expect((await Promise.all([come('one'), come('two')])).toSorted()).toEqual(['not_found', 'ok']);
  });

  test('an address that is taken keeps its person, and the invitation', async () => {
    const { token } = await invite(await administrator(), {
      email: null,
      role: 'administrator',
      ...everything,
      expiresInHours: 1,
    });
    const eve = { token, name: 'Eve', password: 'another password' };
    expect(await codeOf(welcome(from('10.0.0.5'), { ...eve, email: 'op@example.com' }))).toBe('conflict');
    expect(await codeOf(signIn(from('10.0.0.5'), { email: 'op@example.com', password }))).toBe('ok');
    expect(await codeOf(welcome(from('10.0.0.5'), { ...eve, email: 'eve@example.com' }))).toBe('ok');
  });
});

describe('invitations that nobody should come by', () => {
  const plan = { email: null, role: 'administrator' as const, ...everything, expiresInHours: 1 };
  const come = (token: string, name: string) =>
    codeOf(welcome(from('10.0.0.9'), { token, name, email: `${name}@example.com`, password }));

  test('can be seen, and taken back', async () => {
    const { id, token } = await invite(await administrator(), plan);
    expect(await listInvitations(await administrator())).toMatchObject([
      { id, role: 'administrator', isForPassword: false, madeBy: 'web' },
    ]);
    await revokeInvitation(await administrator(), id);
    expect(await come(token, 'late')).toBe('not_found');
    expect(await codeOf(revokeInvitation(await administrator(), id))).toBe('not_found');
    expect(await listInvitations(await administrator())).toEqual([]);
  });

  test('are worth nothing when their maker is no administrator any more', async () => {
    const { token: first } = await invite(await administrator(), plan);
    expect(await come(first, 'boss')).toBe('ok');
    const [boss] = await database.query<{ id: string }>(
      `SELECT id FROM person WHERE email = 'boss@example.com'`,
    );
    const { token: back } = await invite({ ...person, id: boss!.id } as Visitor, plan);
    for (const change of [`role = 'operator'`, `role = 'administrator', disabled_at = now()`]) {
      await database.query(`UPDATE person SET ${change} WHERE id = $1`, [boss!.id]);
      expect(await come(back, 'back'), change).toBe('not_found');
    }
    await database.query('UPDATE person SET disabled_at = NULL WHERE id = $1', [boss!.id]);
    expect(await come(back, 'back')).toBe('ok');
  });
});

describe('passwords', () => {
  test('that are short, common, or made of the person are refused; long ones of any kind are taken', async () => {
    const { token } = await invite(await administrator(), {
      email: null,
      role: 'viewer',
      ...everything,
      expiresInHours: 1,
    });
    const come = (given: string) =>
      codeOf(
        welcome(from('10.0.0.6'), {
          token,
          name: 'Grace Hopper',
          email: 'grace@navy.example',
          password: given,
        }),
      );
    for (const easy of [
      'passwordpassword',
      '123456789012',
      'qwertyuiop[]',
      'letterthief2026',
      'gracehopper1',
      'grace@navy.example',
      'aaaaaaaaaaaaaaa',
    ])
      expect(await come(easy), easy).toBe('invalid_input');
    expect(await come('vier Wörter, nichts gemeinsam 🐌')).toBe('ok');
  });

  test('are changed by who knows the old one, and every other browser is signed out', async () => {
    const enter = async (given: string) =>
      cookieOf(await signIn(from('10.0.0.7'), { email: 'op@example.com', password: given }));
    const [mine, other] = [await enter(password), await enter(password)];
    const visitor = await actorOf(from('10.0.0.7', { cookie: mine }));
    const next = 'a rather different phrase';
    expect(await codeOf(renewPassword(visitor, { currentPassword: 'a wrong one', newPassword: next }))).toBe(
      'invalid_input',
    );
    expect(
      await codeOf(renewPassword(visitor, { currentPassword: password, newPassword: 'passwordpassword' })),
    ).toBe('invalid_input');
    expect(await codeOf(renewPassword(visitor, { currentPassword: password, newPassword: next }))).toBe('ok');
    expect(await codeOf(actorOf(from('10.0.0.7', { cookie: mine })))).toBe('ok');
    expect(await codeOf(actorOf(from('10.0.0.7', { cookie: other })))).toBe('unauthorized');
    expect(await codeOf(enter(password))).toBe('unauthorized');
    await renewPassword(visitor, { currentPassword: next, newPassword: password });
  });

  test('that were changed while they were looked at let nobody in', async () => {
    const signIns = () =>
      database.query(
        `SELECT 1 FROM sign_in s JOIN person p ON p.id = s.person_id WHERE p.email = 'op@example.com'`,
      );
    const before = await signIns();
    // Between the look at the password and the look at its version: as somebody else's change would.
    await database.query(`CREATE FUNCTION change_meanwhile() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN UPDATE credential SET updated_at = clock_timestamp() WHERE person_id = NEW.person_id; RETURN NEW; END'`);
    await database.query(
      'CREATE TRIGGER meanwhile AFTER INSERT ON sign_in FOR EACH ROW EXECUTE FUNCTION change_meanwhile()',
    );
    expect(await codeOf(signIn(from('10.0.0.7'), { email: 'op@example.com', password }))).toBe(
      'unauthorized',
    );
    await database.query('DROP TRIGGER meanwhile ON sign_in');
    expect(await signIns()).toHaveLength(before.length);
    expect(await codeOf(signIn(from('10.0.0.7'), { email: 'op@example.com', password }))).toBe('ok');
  });

  test('that are forgotten are set anew by a link of an administrator, for that address, once', async () => {
    const [op] = await database.query<{ id: string }>(`SELECT id FROM person WHERE email = 'op@example.com'`);
    const before = cookieOf(await signIn(from('10.0.0.8'), { email: 'op@example.com', password }));
    const { token } = await makePasswordLink(await administrator(), op!.id);
    const renew = (email: string) =>
      codeOf(welcome(from('10.0.0.8'), { token, name: 'Op', email, password: 'yet another phrase' }));
    expect(await renew('ada@example.com')).toBe('invalid_input');
    expect(await renew('op@example.com')).toBe('ok');
    expect(await renew('op@example.com')).toBe('not_found');
    expect(await codeOf(actorOf(from('10.0.0.8', { cookie: before })))).toBe('unauthorized');
    expect(await codeOf(signIn(from('10.0.0.8'), { email: 'op@example.com', password }))).toBe(
      'unauthorized',
    );
    const again = await makePasswordLink(await administrator(), op!.id);
    await welcome(from('10.0.0.8'), { token: again.token, name: 'Op', email: 'op@example.com', password });
    expect(await codeOf(makePasswordLink({ ...(await administrator()), role: 'operator' }, op!.id))).toBe(
      'forbidden',
    );
  });
});

describe('guesses', () => {
  test('at a password are slowed by account, whether it exists or not, from wherever they come', async () => {
    for (const email of ['op@example.com', 'nobody@example.com']) {
      for (let at = 0; at < 6; at++)
        expect(await codeOf(signIn(from(`10.1.0.${at}`), { email, password: 'a wrong one' }))).toBe(
          'unauthorized',
        );
      expect(await codeOf(signIn(from('10.1.0.99'), { email, password })), email).toBe('too_many');
    }
    await database.query(`UPDATE guess SET failed_at = now() - interval '20 minutes'`);
    expect(await codeOf(signIn(from('10.1.0.99'), { email: 'op@example.com', password }))).toBe('ok');
  });

  test('that come all at once are counted all the same', async () => {
    const email = 'parallel@example.com';
    const codes = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        codeOf(signIn(from(`10.1.1.${at}`), { email, password: 'a wrong one' })),
      ),
    );
    expect(codes.filter((code) => code === 'unauthorized')).toHaveLength(6);
    expect(codes.filter((code) => code === 'too_many')).toHaveLength(24);
  });

  test('at one address of a /64 count for all of it', async () => {
    for (let at = 0; at < 21; at++)
      await codeOf(signIn(from(`2001:db8::${at}`), { email: `p${at}@example.com`, password: 'a wrong one' }));
    const op = { email: 'op@example.com', password };
    expect(await codeOf(signIn(from('2001:db8:0:0:9::1'), op))).toBe('too_many');
    expect(await codeOf(signIn(from('2001:db8:0:1::1'), op))).toBe('ok');
  });

  test('right ones do not add up, however many come from one address', async () => {
    for (let at = 0; at < 25; at++)
      expect(await codeOf(signIn(from('10.2.0.9'), { email: 'op@example.com', password }))).toBe('ok');
  });

  test('at many accounts are slowed by address', async () => {
    for (let at = 0; at < 21; at++)
      await codeOf(signIn(from('10.2.0.1'), { email: `person${at}@example.com`, password: 'a wrong one' }));
    expect(await codeOf(signIn(from('10.2.0.1'), { email: 'op@example.com', password }))).toBe('too_many');
    expect(await codeOf(signIn(from('10.2.0.2'), { email: 'op@example.com', password }))).toBe('ok');
  });

  test('at tokens too; one that is right is never slowed', async () => {
    const { token } = await makeToken(person, {
      name: 'right',
      role: 'viewer',
      ...everything,
      expiresInHours: null,
    });
    const bearer = (value: string) => actorOf(from('10.3.0.1', { authorization: `Bearer ${value}` }));
    for (let at = 0; at < 21; at++) expect(await codeOf(bearer(`lt_wrong${at}`))).toBe('unauthorized');
    expect(await codeOf(bearer('lt_wrong'))).toBe('too_many');
    expect(await bearer(token)).toMatchObject({ kind: 'token', name: 'right' });
    // Whoever scrapes with a token that has expired keeps nobody out.
    expect(await codeOf(signIn(from('10.3.0.1'), { email: 'op@example.com', password }))).toBe('ok');
  });
});

describe('tokens', () => {
  const bearer = (token: string) => actorOf(from('10.4.0.1', { authorization: `Bearer ${token}` }));

  test('are kept as a digest, remember their last use, and end at once', async () => {
    const made = await makeToken(person, {
      name: 'deploy',
      role: 'operator',
      seeQueues: ['a.*'],
      actQueues: ['a.b'],
      expiresInHours: 1,
    });
    expect(await bearer(made.token)).toMatchObject({
      kind: 'token',
      id: made.id,
      role: 'operator',
      seeQueues: ['a.*'],
    });
    const rows = await database.query<{ last_used_at: Date }>('SELECT * FROM api_token WHERE id = $1', [
      made.id,
    ]);
    expect(rows[0]!.last_used_at).not.toBeNull();
    expect(JSON.stringify(rows)).not.toContain(made.token.slice(3));
    await revokeToken(person, made.id);
    expect(await codeOf(bearer(made.token))).toBe('unauthorized');
    expect(await codeOf(revokeToken(person, made.id))).toBe('not_found');
  });

  test('expire', async () => {
    const made = await makeToken(person, { name: 'short', role: 'viewer', ...everything, expiresInHours: 1 });
    await database.query(`UPDATE api_token SET expires_at = now() WHERE id = $1`, [made.id]);
    expect(await codeOf(bearer(made.token))).toBe('unauthorized');
  });
});
