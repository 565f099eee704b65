// The event stream narrowed to a filter: new letters that match, all of them, and nobody else's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followNext } from '#lib/store/follow.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { marks } from '#lib/store/marks.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { listen } from '#tests/event-listener.ts';
import { deathIn, delivery, openTestSession, text, worker, type TestSession } from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let webs: [Web, Web];
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  webs = [await startWeb({ DATABASE_URL: database.url }), await startWeb({ DATABASE_URL: database.url })];
  session = await openTestSession();
}, 120_000);
afterAll(async () => {
  await Promise.all(webs.map((web) => web.stop()));
  await database.drop();
});

const none = () => new Set<string>();
const ask = (filter: Record<string, string>) => `?${new URLSearchParams(filter)}`;
const inQueue = (queue: string, more: Uint8Array = new Uint8Array(), body = '{}') =>
  delivery({ headers: joinBytes(deathIn(queue), more), body });

async function idsWhere(condition: string): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `SELECT id FROM dead_letter WHERE ${condition} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

test('two filters at once: each hears of its own letters, and that there were others', async () => {
  const headers = await webs[0].headers();
  const orders = await listen(webs[0], headers, '', none(), ask({ queue: 'orders.a' }));
  const declined = await listen(webs[0], headers, '', none(), ask({ q: 'error:declined -source:mail.*' }));
  const all = await listen(webs[1], headers);
  const error = text('x-exception-message', 'Card declined');
  await session.store(inQueue('orders.a'), inQueue('orders.b', error), inQueue('mail.send', error));
  await session.store(inQueue('orders.a', error));
  await until(
    'all are told',
    async () => all.ids.size === 4 && orders.ids.size === 2 && declined.ids.size === 2,
  );
  expect([...orders.ids].toSorted()).toEqual(await idsWhere(`source_queue = 'orders.a'`));
  expect([...declined.ids].toSorted()).toEqual(
    await idsWhere(`error_message = 'Card declined' AND source_queue <> 'mail.send'`),
  );
  expect(orders.kinds).toContain('others');
  expect(all.kinds).not.toContain('others');
  await Promise.all([orders, declined, all].map((stream) => stream.stop()));
});

test('broken off again and again under a flood it misses none that match, in whichever web process', async () => {
  const headers = await webs[0].headers();
  const query = ask({ q: 'source:flood.even' });
  const heard = none();
  let stream = await listen(webs[0], headers, '', heard, query);
  const over = new AbortController();
  const storing = (async () => {
    for (let batch = 0; batch < 60; batch++)
      await session.store(...[0, 1, 2, 3].map((at) => inQueue(at % 2 === 0 ? 'flood.even' : 'flood.odd')));
  })().finally(() => over.abort());
  for (let turn = 1; !over.signal.aborted; turn++) {
    const before = stream.kinds.length;
    await until('something is told', async () => over.signal.aborted || stream.kinds.length > before);
    await stream.stop();
    // As a page does, that cannot set a header; and as a machine.
    stream =
      turn % 3 === 0
        ? await listen(
            webs[turn % 2]!,
            headers,
            '',
            heard,
            `${query}&lastEventId=${encodeURIComponent(stream.lastId)}`,
          )
        : await listen(webs[turn % 2]!, headers, stream.lastId, heard, query);
  }
  await storing;
  const mine = await idsWhere(`source_queue = 'flood.even'`);
  expect(mine).toHaveLength(120);
  await until('all were told', async () => heard.size >= mine.length);
  expect([...heard].toSorted()).toEqual(mine);
  await stream.stop();
}, 60_000);

test('what makes a letter match may be written behind the drain: it is told then, though the listener was away', async () => {
  const headers = await webs[0].headers();
  const query = ask({ q: 'header.x-tenant:acme' });
  while ((await followNext(worker, session.workerId, marks))?.hasMore);
  const first = await listen(webs[0], headers, '', none(), query);
  await session.store(
    inQueue('late.a', text('x-tenant', 'acme')),
    inQueue('late.b', text('x-tenant', 'globex')),
  );
  await until('that there were letters is told', async () => first.kinds.includes('others'));
  expect(first.ids.size).toBe(0);
  await first.stop();
  await followNext(worker, session.workerId, marks);
  const again = await listen(webs[1], headers, first.lastId, none(), query);
  await until('it is told', async () => again.ids.size > 0);
  const acme = await idsWhere(`source_queue = 'late.a'`);
  expect([...again.ids]).toEqual(acme);
  await session.store(inQueue('late.a', text('x-tenant', 'acme')));
  await followNext(worker, session.workerId, marks);
  await until('the next is told live', async () => again.ids.size === 2);
  await again.stop();
}, 30_000);

test('a text far back in a body is told once it is indexed', async () => {
  while ((await followNext(worker, session.workerId, letterTexts))?.hasMore);
  const stream = await listen(webs[0], await webs[0].headers(), '', none(), ask({ q: 'needle' }));
  const far = `{"a":"${'hay '.repeat(2000)}needle"}`;
  await session.store(inQueue('text.near', undefined, '{"a":"needle"}'), inQueue('text.far', undefined, far));
  await until('the near one is told', async () => stream.ids.size === 1);
  await followNext(worker, session.workerId, letterTexts);
  await until('the far one is told', async () => stream.ids.size === 2);
  expect([...stream.ids].toSorted()).toEqual(await idsWhere(`source_queue LIKE 'text.%'`));
  await stream.stop();
}, 30_000);

test('a filter shows nobody what is not theirs: neither ids, nor that there were others', async () => {
  const headers = await makeTestToken(database.url, { role: 'viewer', seeQueues: ['shop.*'] });
  const stream = await listen(webs[0], headers, '', none(), ask({ status: 'open' }));
  await session.store(inQueue('secret.payroll'));
  await session.store(inQueue('shop.cart'));
  await until('its own is told', async () => stream.ids.size > 0);
  expect([...stream.ids]).toEqual(await idsWhere(`source_queue = 'shop.cart'`));
  expect(stream.kinds).not.toContain('others');
  await stream.stop();
});

test('a wrong query is refused, with its place', async () => {
  const answer = await webs[0].fetch(`/api/v1/events${ask({ q: 'queue:(a' })}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ field: 'q', start: 5 });
  expect((await webs[0].fetch(`/api/v1/events${ask({ statu: 'open' })}`)).status).toBe(400);
});
