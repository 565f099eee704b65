// Export and import over real HTTP, between two web processes: what was exported, forgotten and imported is exported again just so.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportResult } from '#lib/domain/letter-import.ts';
import { makeLog } from '#lib/log.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { addNote } from '#lib/store/notes.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import {
  deathIn,
  delivery,
  openTestSession,
  person,
  text,
  worker,
  type TestSession,
} from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { joinBytes, properties, sized } from '#tests/wire.ts';
import { storeBatch } from '#workers/store-batch.ts';

const MANY = 10_000;
const PATH = '/api/v1/dead-letters';
let database: TestDatabase;
let webs: [Web, Web];
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  const start = () => startWeb({ DATABASE_URL: database.url });
  webs = await Promise.all([start(), start()]);
  session = await openTestSession(true);
}, 120_000);
afterAll(async () => {
  for (const web of webs) await web.stop();
  await database.drop();
});

async function download(web: Web, query = ''): Promise<string> {
  const answer = await web.fetch(`${PATH}/export${query}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

async function upload(web: Web, body: BodyInit, headers = {}): Promise<Response> {
  return web.fetch(`${PATH}/import`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
}

const imported = async (answer: Response) => {
  expect(answer.status).toBe(200);
  return (await answer.json()) as ImportResult;
};

const forget = () => database.query('TRUNCATE dead_letter CASCADE');
/** All but the first line, which tells the time. */
const lettersOf = (exported: string) => exported.slice(exported.indexOf('\n'));

async function fill(): Promise<void> {
  for (let at = 0; at < MANY; at += 500)
    await session.store(...Array.from({ length: 500 }, (_, index) => anyDelivery(at + index)));
  const parted = Buffer.concat([randomBytes(1024), Buffer.alloc(3_500_000, 7)]);
  await session.store(delivery({ body: parted }), delivery({ body: randomBytes(1024 * 1024 + 1) }));
  const raw = { sessionId: session.sessionId, queue: 'letterthief', isAlertDue: false, actor: worker };
  await storeBatch([delivery({ body: 'it killed a worker' })], {
    ...raw,
    log: makeLog('test', 'silent'),
    isAgain: false,
    rawBecause: 'two workers died',
  });
  await session.storeAgain(delivery({ redelivered: true }));
  const ids = (
    await database.query<{ id: string }>(
      'SELECT id FROM dead_letter WHERE exchange IS NOT NULL AND routing_key IS NOT NULL ORDER BY id LIMIT 30',
    )
  ).map(({ id }) => id);
  for (const id of ids.slice(0, 5)) await addNote(person, id, { text: 'asked “billing”\nand waits' });
  await discardLetters(person, { deadLetterIds: ids.slice(0, 10) });
  await requestReplays(person, { deadLetterIds: ids.slice(10), to: { kind: 'origin' }, reason: 'a trial' });
  await database.query(
    `UPDATE replay SET stage = 'confirmed', settled_at = now(), to_kind = CASE WHEN dead_letter_id < $1::uuid THEN 'dead_letter_queue' ELSE to_kind END`,
    [ids[20]],
  );
  const [one] = await database.query<{ id: string }>(
    `UPDATE replay SET stage = 'returned', detail = 'no queue' WHERE id = (SELECT min(id::text)::uuid FROM replay) RETURNING dead_letter_id AS id`,
  );
  await database.query(`UPDATE dead_letter SET status = 'open', last_outcome = 'returned' WHERE id = $1`, [
    one!.id,
  ]);
}

/** Of every kind: bytes that are no text in names, properties that cannot be read, headers of all sizes, bodies of none to much. */
function anyDelivery(index: number) {
  const bytes = createHash('sha256').update(String(index)).digest();
  const body = Buffer.concat(Array.from({ length: index % 40 }, () => bytes));
  if (index % 5 === 0) return delivery({ exchange: bytes.subarray(0, 9), routingKey: bytes, body });
  if (index % 5 === 1) return { ...delivery({ body }), propertyBytes: bytes.subarray(0, index % 32) };
  if (index % 5 === 2)
    return delivery({ headers: joinBytes(deathIn(`q.${index % 40}`), text('x-odd', '\0"\\\n"\u2028=1')) });
  if (index % 5 === 3) return { ...delivery({ body }), propertyBytes: properties({ headers: sized(bytes) }) };
  return delivery({ headers: deathIn(`q.${index % 40}`), body: JSON.stringify({ order: { id: index } }) });
}

/** In MB, as the system counts it. */
function memoryOf({ pid }: Web): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

test('10,000 letters of every kind come back byte for byte, by another process', async () => {
  await fill();
  const before = memoryOf(webs[0]);
  const exported = await download(webs[0]);
  const lines = exported.trimEnd().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toEqual({ end: true, letters: MANY + 4 });
  expect(lines).toHaveLength(MANY + 6);
  await forget();
  const between = memoryOf(webs[1]);
  expect(await imported(await upload(webs[1], exported))).toEqual({
    imported: MANY + 4,
    alreadyThere: 0,
    refused: [],
    refusedCount: 0,
    isWhole: true,
  });
  console.log(
    `${Math.round(exported.length / 1e6)} MB; memory before and after: export ${before.toFixed()} → ${memoryOf(webs[0]).toFixed()} MB, import ${between.toFixed()} → ${memoryOf(webs[1]).toFixed()} MB`,
  );
  expect(lettersOf(await download(webs[0])) === lettersOf(exported)).toBe(true);
  expect(await database.query('SELECT 1 FROM alert')).toEqual([]);
  const twice = await Promise.all(webs.map(async (web) => imported(await upload(web, exported))));
  for (const one of twice) expect(one).toMatchObject({ imported: 0, alreadyThere: MANY + 4, isWhole: true });
}, 180_000);

test('two processes that import the same at once store each letter once', async () => {
  const exported = await download(webs[0]);
  await forget();
  const answers = await Promise.all(webs.map(async (web) => imported(await upload(web, exported))));
  expect(answers.reduce((sum, one) => sum + one.imported, 0)).toBe(MANY + 4);
  expect(lettersOf(await download(webs[0])) === lettersOf(exported)).toBe(true);
}, 180_000);

test('a file that is cut off imports what is whole, and says so; bad lines are named, the others come in', async () => {
  const exported = await download(webs[0], '?queue=q.2');
  const lines = exported.trimEnd().split('\n');
  await database.query(`DELETE FROM dead_letter WHERE source_queue = 'q.2'`);
  const cut = lines.slice(0, 5).join('\n');
  expect(await imported(await upload(webs[0], cut.slice(0, -9)))).toEqual({
    imported: 3,
    alreadyThere: 0,
    refused: [{ line: 5, why: 'is not JSON, or cut off' }],
    refusedCount: 1,
    isWhole: false,
  });
  const [header = '', ...rest] = lines;
  const bent = rest.slice(4, 9).map((line) => JSON.parse(line) as Record<string, unknown>);
  const bad = [
    { ...bent[0], bodyBytes: 1 },
    { ...bent[1], arrivedAt: '2020-01-01T00:00:00.000Z' },
    { ...bent[2], status: 'lost' },
    { ...bent[3], id: bent[4]!.id, propertyBytes: '!' },
    bent[4],
  ];
  const answer = await imported(
    await upload(
      webs[0],
      [header, ...bad.map((one) => JSON.stringify(one)), '{"end":true,"letters":5}'].join('\n'),
    ),
  );
  expect(answer).toMatchObject({ imported: 1, refusedCount: 4, isWhole: true });
  expect(answer.refused.map(({ line, why }) => `${line} ${why.split(':')[0]}`)).toEqual([
    '2 body',
    '3 id',
    '4 status',
    '5 propertyBytes',
  ]);
  expect((await upload(webs[0], rest.join('\n'))).status).toBe(400);
  expect((await upload(webs[0], '')).status).toBe(400);
  expect((await upload(webs[0], header, { 'content-type': 'application/json' })).status).toBe(415);
});

test('a replay that was under way when it was exported is unknown after an import, and nobody publishes it', async () => {
  await session.store(delivery({ body: 'under way' }));
  const [{ id }] = (await database.query('SELECT id FROM dead_letter ORDER BY id DESC LIMIT 1')) as [
    { id: string },
  ];
  await requestReplays(person, { deadLetterIds: [id], to: { kind: 'origin' } });
  const exported = await download(webs[0], '?status=replaying');
  expect(exported.split('\n')).toHaveLength(4);
  await database.query('DELETE FROM dead_letter WHERE id = $1', [id]);
  expect(await imported(await upload(webs[0], exported))).toMatchObject({ imported: 1, isWhole: true });
  expect(await database.query('SELECT status, last_outcome FROM dead_letter WHERE id = $1', [id])).toEqual([
    { status: 'open', last_outcome: 'unknown' },
  ]);
  expect(await database.query('SELECT stage FROM replay WHERE dead_letter_id = $1', [id])).toEqual([
    { stage: 'unknown' },
  ]);
});

test('what is imported is told to who follows, as what is drained is', async () => {
  const events = await database.query<{ told: number }>(
    `SELECT count(*)::int AS told FROM event e JOIN dead_letter l ON l.session_id = e.session_id AND l.seq BETWEEN e.first_seq AND e.last_seq
     JOIN session s ON s.id = l.session_id WHERE s.queue = '' AND e.kind = 'letters'`,
  );
  const [all] = await database.query<{ there: number }>(
    `SELECT count(*)::int AS there FROM dead_letter l JOIN session s ON s.id = l.session_id WHERE s.queue = ''`,
  );
  expect(all!.there).toBeGreaterThan(1000);
  expect(events[0]!.told).toBe(all!.there);
});

test('a letter of 100 MB passes from one database into another, held once', async () => {
  const body = Buffer.concat([randomBytes(1_000_003), Buffer.alloc(99_000_000, 'ab')]);
  await session.store(delivery({ body, headers: deathIn('large') }));
  const other = await makeDatabase();
  const web = await startWeb({ DATABASE_URL: other.url });
  const before = [memoryOf(webs[0]), memoryOf(web)];
  const exported = await webs[0].fetch(`${PATH}/export?queue=large`);
  expect(await imported(await upload(web, exported.body!))).toMatchObject({ imported: 1, isWhole: true });
  console.log(
    `100 MB: export ${before[0]!.toFixed()} → ${memoryOf(webs[0]).toFixed()} MB, import ${before[1]!.toFixed()} → ${memoryOf(web).toFixed()} MB`,
  );
  const digest = `SELECT encode(sha256(string_agg(bytes, ''::bytea ORDER BY part)), 'hex') AS digest FROM body_part`;
  expect(await other.query(digest)).toEqual([{ digest: createHash('sha256').update(body).digest('hex') }]);
  await web.stop();
  await other.drop();
  process.env.DATABASE_URL = database.url;
}, 180_000);

test('an export that nobody reads any more ends, and the audit says what was taken', async () => {
  const over = new AbortController();
  const answer = await webs[1].fetch(`${PATH}/export?queue=letterthief`, { signal: over.signal });
  await answer.body!.getReader().read();
  over.abort();
  const taken = () =>
    database.query<{ details: { letters: number; isWhole: boolean } }>(
      `SELECT details FROM audit WHERE act = 'letters.export' AND details->'filter'->>'queue' = 'letterthief' AND details ? 'letters'`,
    );
  await until('the audit tells of it', async () => (await taken()).length === 1);
  const [line] = await taken();
  expect(line!.details.isWhole).toBe(false);
  expect(line!.details.letters).toBeLessThan(MANY);
});

test('a CSV has the columns that are asked for, and no formula', async () => {
  await session.store(
    delivery({
      headers: joinBytes(deathIn('sheet'), text('x-tenant', '=cmd()')),
      body: '{"order":{"id":12345678901234567890}}',
    }),
  );
  const answer = await webs[0].fetch(
    `${PATH}/export?format=csv&queue=sheet&columns=source,header.x-tenant,body.order.id`,
  );
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(await answer.text()).toBe(
    "source,header.x-tenant,body.order.id\r\nsheet,'=cmd(),12345678901234567890\r\n",
  );
});
