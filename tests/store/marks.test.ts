// Letters are marked behind the drain: what they are found by, and what belongs together.
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { followAnew, followNext, leaveFollowing } from '#lib/store/follow.ts';
import { marks } from '#lib/store/marks.ts';
import { findRelated } from '#lib/store/related.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, worker } from '#tests/letters.ts';
import { joinBytes, properties, shortstr, sized } from '#tests/wire.ts';

const one = '00000000-0000-7000-8000-0000000000a1';
const two = '00000000-0000-7000-8000-0000000000a2';
let database: TestDatabase;
let session: Awaited<ReturnType<typeof openTestSession>>;

beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
});
afterAll(() => database.drop());
beforeEach(() => database.query('TRUNCATE dead_letter, body_part, letter_mark, follower, event CASCADE'));

type Told = { correlationId?: string; tenant?: string; body?: string | Uint8Array; queue?: string };

async function store({ correlationId, tenant, body = crypto.randomUUID(), queue = 'orders.billing' }: Told) {
  const headers = tenant === undefined ? deathIn(queue) : joinBytes(deathIn(queue), text('x-tenant', tenant));
  const propertyBytes = properties({
    headers: sized(headers),
    ...(correlationId === undefined ? {} : { correlationId: shortstr(correlationId) }),
  });
  await session.store({ ...delivery({ body }), propertyBytes });
  return (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
}

const found = async (mark: string, actor = person) =>
  (await listDeadLetters(actor, { limit: 50, mark })).items.map(({ id }) => id);

describe('marks', () => {
  test('of letters that were there before, and of those that come', async () => {
    const old = await store({ tenant: 'acme' });
    expect(await followNext(worker, one, marks)).toMatchObject({ count: 1 });
    expect(await found('header.x-tenant=acme')).toEqual([old]);
    const fresh = await store({ tenant: 'acme' });
    expect(await followNext(worker, one, marks)).toMatchObject({ count: 1 });
    expect(await found('header.x-tenant=acme')).toEqual([fresh, old]);
    expect(await found('header.x-tenant=ACME')).toEqual([]);
    expect(await followNext(worker, one, marks)).toMatchObject({ count: 0 });
  });

  test('of more than a batch, the newest first; anew when that is asked', async () => {
    await session.store(...Array.from({ length: 1201 }, () => delivery({ body: 'equal' })));
    await database.query('DELETE FROM event');
    const count = async () =>
      Number((await database.query<{ n: string }>('SELECT count(*) AS n FROM letter_mark'))[0]!.n);
    expect(await followNext(worker, one, marks)).toEqual({ count: 500, hasMore: true });
    expect(await count()).toBe(500);
    await followNext(worker, one, marks);
    expect(await followNext(worker, one, marks)).toEqual({ count: 201, hasMore: false });
    expect(await count()).toBe(1201);
    await database.query(
      `UPDATE letter_mark SET value = 'as an older version read it' WHERE ctid = (SELECT min(ctid) FROM letter_mark)`,
    );
    await database.query(`DELETE FROM letter_mark WHERE value <> 'as an older version read it'`);
    await followAnew(worker);
    for (let batches = 0; batches < 3; batches++) await followNext(worker, one, marks);
    expect(await count()).toBe(1201);
    expect(await database.query('SELECT DISTINCT name, value FROM letter_mark')).toHaveLength(1);
    // Begun anew in the middle of it, it does not go on behind where it was.
    await followAnew(worker);
    await followNext(worker, one, marks);
    await database.query('DELETE FROM letter_mark');
    const batch = followNext(worker, one, marks);
    await followAnew(worker);
    await batch;
    for (let batches = 0; batches < 4; batches++) await followNext(worker, one, marks);
    expect(await count()).toBe(1201);
  });

  test('are one worker’s work at a time; another goes on when it leaves', async () => {
    await followNext(worker, one, marks);
    expect(await followNext(worker, two, marks)).toBeNull();
    await leaveFollowing(worker, one);
    const id = await store({ tenant: 'left' });
    expect(await followNext(worker, two, marks)).toMatchObject({ count: 1 });
    expect(await found('header.x-tenant=left')).toEqual([id]);
    expect(await followNext(worker, one, marks)).toBeNull();
  });

  test('of a transaction that commits late are not missed', async () => {
    const model = await store({ tenant: 'late' });
    await followNext(worker, one, marks);
    const late = crypto.randomUUID();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO dead_letter SELECT (jsonb_populate_record(l, jsonb_build_object('id', $1::text, 'seq', 9999999))).*
        FROM dead_letter l WHERE id = $2`,
      [late, model],
    );
    await client.query(
      `INSERT INTO event (kind, queue, session_id, first_seq, last_seq, ids)
        SELECT 'letters', dead_letter_queue, session_id, seq, seq, '{}' FROM dead_letter WHERE id = $1`,
      [late],
    );
    await store({ tenant: 'soon' });
    await followNext(worker, one, marks);
    expect(await found('header.x-tenant=late')).toEqual([model]);
    await client.query('COMMIT');
    await client.end();
    await followNext(worker, one, marks);
    expect(await found('header.x-tenant=late')).toHaveLength(2);
  });

  test('begin anew where events were forgotten meanwhile', async () => {
    await followNext(worker, one, marks);
    const id = await store({ tenant: 'forgotten' });
    await database.query('DELETE FROM event');
    await database.query(`INSERT INTO event_horizon (id, tx) VALUES (1, pg_current_xact_id())
      ON CONFLICT (id) DO UPDATE SET tx = EXCLUDED.tx`);
    await followNext(worker, one, marks);
    expect(await found('header.x-tenant=forgotten')).toEqual([id]);
    await database.query('DELETE FROM event_horizon');
  });
});

describe('related letters', () => {
  test('share an id or their body; whoever may not see them sees none', async () => {
    const first = await store({ correlationId: 'c-1', body: 'the same' });
    const second = await store({ correlationId: 'c-1', queue: 'payments.card' });
    const third = await store({ correlationId: 'c-2', body: 'the same' });
    await store({ correlationId: 'c-3' });
    await followNext(worker, one, marks);
    const told = async (id: string, actor = person) =>
      (await findRelated(actor, id)).map(({ name, letters }) => [name, letters.map((letter) => letter.id)]);
    expect(await told(first)).toEqual([
      ['correlation_id', [second]],
      ['body', [third]],
    ]);
    const clerk = { ...person, role: 'viewer' as const, seeQueues: ['orders.*'] };
    expect(await told(first, clerk)).toEqual([['body', [third]]]);
    expect(await found('correlation_id=c-1', clerk)).toEqual([first]);
    await expect(findRelated(clerk, second)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('large bodies too; and of a crowd only the newest', async () => {
    const body = new Uint8Array(2 * 1024 * 1024 + 7).fill(3);
    const ids = [];
    for (let count = 0; count < 8; count++) ids.push(await store({ body }));
    await followNext(worker, one, marks);
    const [same] = await findRelated(person, ids[0]!);
    expect(same).toMatchObject({ name: 'body', hasMore: true });
    expect(same!.letters.map(({ id }) => id)).toEqual(ids.slice(2).toReversed());
  });
});
