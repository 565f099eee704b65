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
import { startWeb, type Web } from '#tests/processes.ts';
import { joinBytes, properties, sized } from '#tests/wire.ts';
import { storeBatch } from '#workers/store-batch.ts';

const MANY = 10_000;
const PATH = '/api/v1/dead-letters';
let database: TestDatabase;
let webs: [Web, Web];
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  webs = [await startWeb({ DATABASE_URL: database.url }), await startWeb({ DATABASE_URL: database.url })];
  session = await openTestSession('C1');
});
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
  const raw = { sessionId: session.sessionId, queue: 'letterthief', alertChannel: null, actor: worker };
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
  await database.query(`UPDATE replay SET stage = 'confirmed', settled_at = now()`);
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
