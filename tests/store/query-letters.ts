// 5,000 random letters in every state, and what is known of them without asking Postgres by a query.
import * as fc from 'fast-check';
import { readFieldTable } from '#lib/domain/field-table.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import { textOfLetter } from '#lib/domain/letter-text.ts';
import { MAX_SEARCHED_BODY } from '#lib/domain/search-text.ts';
import { readMarks } from '#lib/domain/marks.ts';
import { readProperties } from '#lib/domain/properties.ts';
import type { Outcome } from '#lib/domain/query/keys.ts';
import type { LetterFacts } from '#lib/domain/query/reads.ts';
import { followNext } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { letterTexts } from '#lib/store/letter-text.ts';
import { marks } from '#lib/store/marks.ts';
import type { TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text, worker } from '#tests/letters.ts';
import { entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';

/** It lies in parts. */
const LARGE = `{"customer":{"id":443},"big":"${'x'.repeat(1_100_000)}"}`;

export const queues = [
  'orders.billing',
  'orders.stock',
  'Orders.Billing',
  'payments.card',
  'mail.send',
  'a%_b\\c',
];
export const reasons = ['rejected', 'expired', 'maxlen', 'delivery_limit'];
export const exchanges = ['orders', 'events', ''];
export const routingKeys = ['order.placed', 'order.paid', 'mail', '#%'];
export const errors = [
  'Card declined (05)',
  'card DECLINED',
  '100%_sure',
  'no route\\to host',
  'timeout: 30 s',
];
export const errorTypes = ['com.shop.CardDeclined', 'App\\Exceptions\\Oops', 'TimeoutError'];
export const headers: [string, string][] = [
  ['x-tenant', 'acme'],
  ['x-tenant', 'Acme GmbH'],
  ['attempt', '3'],
  ['retry', 'true'],
  ['a.b: c', 'x*y'],
];
export const ids = ['4711', 'c-1', 'order_1%', '00000000-0000-7000-8000-000000000001'];
export const apps = ['shop', 'shop.billing', 'pos'];
export const types = ['OrderPlaced', 'order.paid'];

const bodies: (string | Uint8Array)[] = [
  '{"customer":{"id":443,"name":"Ada \\"A\\" Lovelace"},"total":1.0,"tags":["a","b*c"]}',
  '{"customer":{"id":"443","name":"Gr\\u00fcn"},"total":1,"paid":true}',
  '{"customer":{"id":44300},"total":9007199254740993,"note":null,"a.b":{"c d":"x/y"}}',
  '{"customer":{"id":"\\u0034\\u0034\\u0033"},"total":1e2}',
  '[{"customer":{"id":443}},{"id":2}]',
  '{"customer":{"id":443}',
  '{"customer":{"id":443},"bad":"\\u0000"}',
  '  "443"  ',
  'plain text of customer 443',
  new Uint8Array([0xff, 0xfe, 0x00, 0x7b]),
  '',
];
export const paths: [string[], string][] = [
  [['customer', 'id'], '443'],
  [['customer', 'name'], 'Ada "A" Lovelace'],
  [['customer', 'name'], 'Grün'],
  [['total'], '1.0'],
  [['total'], '9007199254740993'],
  [['total'], '1e2'],
  [['tags', '1'], 'b*c'],
  [['tags', '-1'], 'b*c'],
  [['tags'], '["a","b*c"]'],
  [['paid'], 'true'],
  [['note'], 'null'],
  [['a.b', 'c d'], 'x/y'],
  [['0', 'customer', 'id'], '443'],
  [['customer'], '{"id":443}'],
];

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 2 });
const among = <T>(values: readonly T[]) => fc.constantFrom(...values);
const letter = fc.record({
  queue: maybe(among(queues)),
  reason: among(reasons),
  exchange: among(exchanges),
  routingKey: among(routingKeys),
  deaths: fc.nat(5),
  error: maybe(among(errors)),
  errorType: maybe(among(errorTypes)),
  header: maybe(among(headers)),
  id: maybe(among(ids)),
  correlationId: maybe(among(ids)),
  app: maybe(among(apps)),
  type: maybe(among(types)),
  body: among(bodies),
  fate: fc.nat(9),
  seconds: fc.integer({ min: 60, max: 2_000_000 }),
});

/** Reproducible: the same letters at each run. */
export async function storeLetters(database: TestDatabase, count: number): Promise<void> {
  const session = await openTestSession();
  const told = fc.sample(letter, { numRuns: count, seed: 6 });
  const deliveries = told.map((one, at) => {
    const [name, value] = one.header ?? [];
    const table = joinBytes(
      one.queue === null ? new Uint8Array() : deathIn(one.queue, { ...one, count: one.deaths }),
      one.error === null ? new Uint8Array() : text('x-exception-message', one.error),
      one.errorType === null
        ? new Uint8Array()
        : text('x-exception-stacktrace', `${one.errorType}: ${one.error}\n\tat shop.A.b(A.java:1)`),
      name === undefined || value === undefined ? new Uint8Array() : headerOf(name, value),
    );
    const given = Object.entries({
      messageId: one.id,
      correlationId: one.correlationId,
      appId: one.app,
      type: one.type,
    })
      .filter(([, id]) => id !== null)
      .map(([property, id]) => [property, shortstr(id!)] as const);
    const body = at === 0 ? LARGE : one.body;
    return {
      ...delivery({ body }),
      propertyBytes: properties({ headers: sized(table), ...Object.fromEntries(given) }),
    };
  });
  for (let at = 0; at < deliveries.length; at += 500) await session.store(...deliveries.slice(at, at + 500));
  await age(
    database,
    told.map(({ seconds }) => seconds),
  );
  await decide(
    database,
    told.map(({ fate }) => fate),
  );
  await database.query(`INSERT INTO owner_rule (position, queues, queues_like, team) VALUES (0, 'orders.*', 'orders.%', 'billing team'),
    (1, 'a*', 'a%', 'odd'), (2, '*a*', '%a%', 'Cards')`);
  for (const follower of [marks, groups, letterTexts])
    while ((await followNext(worker, session.workerId, follower))?.hasMore);
  await database.query('ANALYZE');
}

function headerOf(name: string, value: string): Uint8Array {
  if (value === 'true') return entry(name, 't', Uint8Array.of(1));
  return /^\d+$/.test(value) ? entry(name, 'I', uint(4, Number(value))) : text(name, value);
}

/** As if they had arrived so many seconds ago: an id tells when. */
async function age(database: TestDatabase, seconds: readonly number[]): Promise<void> {
  await database.query(
    `WITH numbered AS (SELECT id, row_number() OVER (ORDER BY seq) AS at FROM dead_letter)
     UPDATE dead_letter l SET id = (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - ($1::bigint[])[n.at] * 1000), 12, '0')
       || substr(replace(l.id::text, '-', ''), 13))::uuid FROM numbered n WHERE n.id = l.id`,
    [seconds],
  );
}

/** Some are discarded, some were tried again, one to three times, some are being tried. */
async function decide(database: TestDatabase, fates: readonly number[]): Promise<void> {
  const stages = ['returned', 'nacked', 'refused', 'unknown', 'cancelled', 'confirmed', 'publishing'];
  const rows = await database.query<{ id: string }>('SELECT id FROM dead_letter ORDER BY seq');
  for (const [at, { id }] of rows.entries()) {
    const fate = fates[at]!;
    if (fate === 9) await database.query(`UPDATE dead_letter SET status = 'discarded' WHERE id = $1`, [id]);
    const stage = stages[fate];
    if (stage === undefined) continue;
    const isOpen = stage !== 'confirmed' && stage !== 'publishing';
    await database.query('UPDATE dead_letter SET status = $2, last_outcome = $3 WHERE id = $1', [
      id,
      isOpen ? 'open' : 'replayed',
      isOpen ? stage : null,
    ]);
    for (let times = at % 3; times >= 0; times--)
      await database.query(
        `INSERT INTO replay (id, broker_id, dead_letter_id, actor, to_kind, to_exchange, to_routing_key, stage, settled_at)
         VALUES (gen_random_uuid(), 1, $1, 'test', 'origin', '', '', $2, CASE WHEN $3 THEN NULL ELSE now() END)`,
        [
          id,
          stage === 'publishing' && times > 0 ? 'confirmed' : stage,
          times === 0 && stage === 'publishing',
        ],
      );
  }
}

/** The first of the rules above that fits. */
function ownerOf(queue: string | null): string | null {
  if (queue === null) return null;
  if (queue.startsWith('orders.')) return 'billing team';
  return queue.startsWith('a') ? 'odd' : queue.includes('a') ? 'Cards' : null;
}

type Row = Omit<LetterFacts, 'owner' | 'status' | 'outcome' | 'marks' | 'words'> & {
  status: string;
  lastOutcome: Outcome | null;
  underWay: number;
  errorStack: string | null;
  propertyBytes: Uint8Array;
};

export async function readFacts(database: TestDatabase): Promise<LetterFacts[]> {
  const rows = await database.query<Row>(`
    SELECT id, dead_letter_queue AS "deadLetterQueue", source_queue AS "sourceQueue", exchange, routing_key AS "routingKey", reason,
      status, last_outcome AS "lastOutcome", error_type AS "errorType", error_message AS "errorMessage", error_stack AS "errorStack",
      message_type AS "messageType", convention, (SELECT group_id FROM group_letter g WHERE g.dead_letter_id = dead_letter.id) AS "groupId", deaths, body_bytes AS size, body, property_bytes AS "propertyBytes",
      (SELECT count(*)::int FROM replay r WHERE r.dead_letter_id = dead_letter.id) AS replays,
      (SELECT count(*)::int FROM replay r WHERE r.dead_letter_id = dead_letter.id AND settled_at IS NULL) AS "underWay"
    FROM dead_letter`);
  return rows.map(({ underWay, lastOutcome, errorStack, propertyBytes, ...row }) => {
    const { properties: known, headers: table } = readProperties(propertyBytes);
    const isReplayed = row.status === 'replayed' && underWay === 0;
    return {
      ...row,
      owner: ownerOf(row.sourceQueue),
      status: (underWay > 0 ? 'replaying' : row.status) as LetterStatus,
      outcome: isReplayed ? 'confirmed' : lastOutcome,
      marks: readMarks(known, table === null ? [] : readFieldTable(table)),
      words: textOfLetter({
        ...row,
        errorStack,
        propertyBytes,
        body: row.body ?? utf8(LARGE).subarray(0, MAX_SEARCHED_BODY),
        isBodyWhole: row.body !== null,
      }).words,
    };
  });
}
