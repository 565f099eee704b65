// The event stream over real HTTP: it goes on where it ended, misses nothing, and tells nobody what is not theirs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { invite } from '#lib/store/invitations.ts';
import { changePerson } from '#lib/store/people.ts';
import { makeToken, revokeToken } from '#lib/store/tokens.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person } from '#tests/letters.ts';
import { listen, readFrames, type Heard } from '#tests/event-listener.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';

let database: TestDatabase;
let webs: [Web, Web];
beforeAll(async () => {
  database = await makeDatabase();
  webs = [await startWeb({ DATABASE_URL: database.url }), await startWeb({ DATABASE_URL: database.url })];
});
afterAll(async () => {
  await Promise.all(webs.map((web) => web.stop()));
  await database.drop();
});

const allIds = async () =>
  (await database.query<{ id: string }>('SELECT id FROM dead_letter')).map(({ id }) => id);

test('broken off again and again under a flood it tells of every letter, whichever web process it comes to', async () => {
  const headers = await webs[0].headers();
  const heard = new Set<string>();
  let stream = await listen(webs[0], headers, '', heard);
  const over = new AbortController();
  const storing = Promise.all(
    Array.from({ length: 4 }, async () => {
      const session = await openTestSession();
      for (let batch = 0; batch < 40; batch++)
        await session.store(...Array.from({ length: 10 }, () => delivery()));
    }),
  ).finally(() => over.abort());
  for (let turn = 1; !over.signal.aborted; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 80));
    await stream.stop();
    stream = await listen(webs[turn % 2]!, headers, stream.lastId, heard);
  }
  await storing;
  const all = await allIds();
  expect(all).toHaveLength(1600);
  await until('all were told', async () => all.every((id) => heard.has(id)));
  await stream.stop();
}, 60_000);

test('what was changed while nobody listened is told when somebody does again', async () => {
  const headers = await webs[0].headers();
  const first = await listen(webs[0], headers);
  await first.stop();
  const { items } = await listDeadLetters(person, { limit: 3 });
  await discardLetters(person, { deadLetterIds: items.map(({ id }) => id) });
  const second = await listen(webs[1], headers, first.lastId);
  await until('it is told', async () => items.every(({ id }) => second.ids.has(id)));
  expect(second.kinds).toContain('replays');
  await second.stop();
});

test('who reads slowly catches up with all of a long absence', async () => {
  const headers = await webs[0].headers();
  const first = await listen(webs[0], headers);
  await first.stop();
  const ids = (await allIds()).slice(0, 100);
  await database.query(`INSERT INTO event (kind, ids) SELECT 'changed', $1 FROM generate_series(1, 4000)`, [
    ids,
  ]);
  // Until the process has seen that nobody listens: all of it is then caught up with, nothing told live.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const response = await fetch(`${webs[0].url}/api/v1/events`, {
    headers: { ...headers, 'last-event-id': first.lastId },
  });
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const late = { ids: new Set<string>(), kinds: [] as string[], lastId: '' };
  void readFrames(response, late).catch(() => undefined);
  await until('all were told', async () => late.lastId !== '');
  expect(late.kinds.filter((kind) => kind === 'replays')).toHaveLength(4000);
  await response.body?.cancel().catch(() => undefined);
}, 60_000);

test('letters of foreign queues are not told, neither live nor later', async () => {
  const headers = await makeTestToken(database.url, { role: 'viewer', seeQueues: ['orders.*'] });
  const live = await listen(webs[0], headers);
  const session = await openTestSession();
  await session.store(delivery({ headers: deathIn('payments.card') }));
  await session.store(
    delivery({ headers: deathIn('orders.stock') }),
    delivery({ headers: deathIn('payments.iban') }),
  );
  await until('its own is told', async () => live.ids.size > 0);
  const mine = await database.query<{ id: string }>(
    `SELECT id FROM dead_letter WHERE source_queue = 'orders.stock'`,
  );
  await live.stop();
  expect([...live.ids]).toEqual(mine.map(({ id }) => id));
  expect(live.kinds.filter((kind) => kind === 'letters')).toHaveLength(1);
});

test('who may less by now is told less from then on, and who is out is let go', async () => {
  const [web] = webs;
  await makeAnother();
  const { token } = await invite(person, {
    email: null,
    role: 'viewer',
    seeQueues: ['*'],
    actQueues: [],
    expiresInHours: 1,
  });
  const joined = await fetch(`${web.url}/api/v1/welcome`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }),
  });
  const cookie = joined.headers.getSetCookie()[0]!.split(';')[0]!;
  const adaId = (
    await database.query<{ id: string }>(`SELECT id FROM person WHERE email = 'ada@example.com'`)
  )[0]!.id;
  const session = await openTestSession();

  const ada = await listen(web, { cookie });
  const store = (queue: string) => session.store(delivery({ headers: deathIn(queue) }));
  await store('payments.card');
  await until('she is told', async () => ada.ids.size === 1);
  await changePerson(person, adaId, { seeQueues: ['orders.*'] }, null);
  await store('payments.card');
  await store('orders.stock');
  await until('she is told of hers', async () => ada.ids.size > 1);
  const seen = await database.query(`SELECT source_queue FROM dead_letter WHERE id = ANY($1::uuid[])`, [
    [...ada.ids],
  ]);
  expect(seen).toEqual([{ source_queue: 'payments.card' }, { source_queue: 'orders.stock' }]);

  await changePerson(person, adaId, { isDisabled: true }, null);
  await ada.over;
  const machine = await makeToken(person, {
    name: 'm',
    role: 'viewer',
    seeQueues: ['*'],
    actQueues: [],
    expiresInHours: null,
  });
  const stream = await listen(web, { authorization: `Bearer ${machine.token}` });
  await revokeToken(person, machine.id);
  await stream.over;
  // The bell, not the heartbeat: that would have let them go too, later.
  expect([...ada.kinds, ...stream.kinds]).not.toContain('heartbeat');

  /** Who invites must be one, and the last one may not be lost. */
  async function makeAnother(): Promise<void> {
    await database.query(
      `INSERT INTO person (id, name, email, role) VALUES ($1, 'Root', 'root@example.com', 'administrator')`,
      [person.id],
    );
  }
}, 30_000);

test('from too long ago, or from nowhere, it says that something is missing', async () => {
  for (const lastId of ['nonsense', '5:3:', '1:2:']) {
    if (lastId === '1:2:')
      await database.query(
        `INSERT INTO event_horizon (tx) SELECT pg_current_xact_id() ON CONFLICT DO NOTHING`,
      );
    const stream = await listen(webs[0], await webs[0].headers(), lastId);
    expect(stream.kinds, lastId).toContain('missed');
    await stream.stop();
  }
});

test('one visitor holds 50 streams at most, and a closed one makes room', async () => {
  const headers = await makeTestToken(database.url, { role: 'viewer' });
  const streams: Heard[] = [];
  for (let at = 0; at < 50; at++) streams.push(await listen(webs[0], headers));
  const refused = await fetch(`${webs[0].url}/api/v1/events`, { headers });
  expect(refused.status).toBe(429);
  await streams.pop()!.stop();
  await until('there is room', async () => {
    const answer = await fetch(`${webs[0].url}/api/v1/events`, { headers });
    await answer.body?.cancel();
    return answer.status === 200;
  });
  await Promise.all(streams.map((stream) => stream.stop()));
}, 60_000);
