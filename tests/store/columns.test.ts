// Chosen columns of a list: what stands in them, for each letter that the actor sees.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLog } from '#lib/log.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, worker } from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';
import { storeBatch } from '#workers/store-batch.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
  const session = await openTestSession();
  await session.store(
    delivery({
      headers: joinBytes(deathIn('orders.billing'), text('x-tenant', 'acme')),
      body: '{"order":{"id":12345678901234567890}}',
    }),
    delivery({ body: `{"a":"${'x'.repeat(65_536)}"}` }),
    delivery({ body: new Uint8Array(1024 * 1024 + 1) }),
    delivery({ body: 'no json' }),
  );
  const raw = { sessionId: session.sessionId, queue: 'letterthief', isAlertDue: false, actor: worker };
  const to = { ...raw, log: makeLog('test', 'silent'), isAgain: false, rawBecause: 'it killed a worker' };
  await storeBatch([delivery({ body: '{"order":{"id":1}}' })], to);
});
afterAll(async () => {
  await database.drop();
});

test('each letter has a value by each column’s name, or the reason why not; without columns there are none', async () => {
  const columns = ['deaths', 'header.x-tenant', 'body.order.id'];
  const { items } = await listDeadLetters(person, { limit: 10, columns });
  expect(items.map(({ values }) => columns.map((name) => values![name]!.why ?? values![name]!.text))).toEqual(
    [
      ['0', 'kept raw', 'kept raw'],
      ['1', null, null],
      ['1', null, 'too large'],
      ['1', null, 'too large'],
      ['1', 'acme', '12345678901234567890'],
    ],
  );
  const plain = await listDeadLetters(person, { limit: 10 });
  expect(plain.items.every((letter) => !('values' in letter))).toBe(true);
});

test('letters that are not seen have no values either', async () => {
  const foreign = { ...person, seeQueues: ['mail.*'] };
  expect((await listDeadLetters(foreign, { limit: 10, columns: ['body.order.id'] })).items).toEqual([]);
});
