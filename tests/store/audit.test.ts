// Each act has its line, written with it; an Idempotency-Key makes it happen once; people are changed without a gap.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';
import { listAudit } from '#lib/store/audit.ts';
import { openBody, readBodyInfo } from '#lib/store/bodies.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { discardLetters, restoreLetters } from '#lib/store/letter-status.ts';
import { changePerson, listPeople } from '#lib/store/people.ts';
import { claimReplays } from '#lib/store/replay-claims.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeToken } from '#lib/store/tokens.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, worker } from '#tests/letters.ts';

let database: TestDatabase;
let ids: string[];
beforeAll(async () => {
  database = await makeDatabase();
  const session = await openTestSession();
  await session.store(delivery(), delivery(), delivery(), delivery());
  ids = (await listDeadLetters(person, { limit: 10 })).items.map(({ id }) => id);
});
afterAll(() => database.drop());

const lines = async (query: object = {}) => (await listAudit(person, { limit: 50, ...query })).items;
const once = (key: string, asked = 'the same'): Visitor => ({
  ...person,
  once: { key, requestDigest: new Uint8Array(createHash('sha256').update(asked).digest()) },
});

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'ok',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

test('an act says who, from where, to which letters and why', async () => {
  const clerk: Visitor = { ...person, kind: 'token', name: 'deploy', address: '10.0.0.9' } as Visitor;
  await discardLetters(clerk, { deadLetterIds: [ids[0]!], reason: 'a duplicate' });
  expect((await lines())[0]).toMatchObject({
    act: 'letters.discard',
    outcome: 'done',
    actorKind: 'token',
    actorName: 'token deploy',
    address: '10.0.0.9',
    reason: 'a duplicate',
    letterIds: [ids[0]],
  });
  const { moves } = await readDeadLetter(person, ids[0]!);
  expect(moves).toMatchObject([{ act: 'letters.discard', by: 'token deploy', reason: 'a duplicate' }]);
});

test('what was refused is no act: nothing of it stays, neither change nor line', async () => {
  const before = (await lines()).length;
  expect(await codeOf(discardLetters(person, { deadLetterIds: [ids[1]!, ids[0]!] }))).toBe('conflict');
  expect(await lines()).toHaveLength(before);
  expect((await readDeadLetter(person, ids[1]!)).status).toBe('open');
});

test('where the audit cannot be written nothing happens', async () => {
  await database.query('ALTER TABLE audit ADD CONSTRAINT nothing CHECK (false) NOT VALID');
  await expect(restoreLetters(person, { deadLetterIds: [ids[0]!] })).rejects.toThrow();
  await expect(readBodyInfo(person, ids[0]!)).rejects.toThrow();
  await database.query('ALTER TABLE audit DROP CONSTRAINT nothing');
  expect((await readDeadLetter(person, ids[0]!)).status).toBe('discarded');
});

test('a replay’s line says how its letters stand', async () => {
  const asked = { deadLetterIds: ids.slice(1, 3), to: { kind: 'origin' }, reason: 'mended' } as const;
  const replays = await requestReplays(person, { ...asked, deadLetterIds: [...asked.deadLetterIds] });
  expect(replays.map(({ reason }) => reason)).toEqual(['mended', 'mended']);
  expect((await readDeadLetter(person, ids[1]!)).replays).toMatchObject([{ reason: 'mended' }]);
  const [line] = await lines({ act: 'letters.replay' });
  expect(line).toMatchObject({ replays: { asked: 2 }, details: { to: { kind: 'origin' } } });
  const workerId = (await database.query<{ id: string }>('SELECT id FROM worker LIMIT 1'))[0]!.id;
  await claimReplays(worker, workerId, 1, { maxBytes: 1_000_000, maxEach: 1_000_000 });
  expect((await lines({ act: 'letters.replay' }))[0]!.replays).toEqual({ asked: 1, claimed: 1 });
});

test('whoever opens a body is remembered', async () => {
  await openBody(person, ids[3]!, 100);
  // A page that reads it again.
  await openBody(person, ids[3]!, 100);
  await readBodyInfo(person, ids[3]!);
  expect(await lines({ letter: ids[3] })).toMatchObject([
    { act: 'body.open', details: { isWhole: true } },
    { act: 'body.open' },
  ]);
});

test('it is paged, filtered, and for administrators alone', async () => {
  const all = await lines();
  const first = await listAudit(person, { limit: 2 });
  const second = await listAudit(person, { limit: 200, cursor: first.nextCursor! });
  expect([...first.items, ...second.items]).toEqual(all);
  expect(await lines({ actor: 'depl' })).toHaveLength(1);
  expect(await lines({ actor: '%' })).toHaveLength(0);
  expect(await lines({ before: '2026-01-01T00:00:00Z' })).toHaveLength(0);
  expect(await codeOf(listAudit({ ...person, role: 'operator' }, { limit: 1 }))).toBe('forbidden');
});

test('asked ten times at once under one key it happens once, and each gets the same answer', async () => {
  const restored = await Promise.all(
    Array.from({ length: 10 }, () => restoreLetters(once('restore'), { deadLetterIds: [ids[0]!] })),
  );
  expect(restored).toEqual(Array.from({ length: 10 }, () => [{ id: ids[0], status: 'open' }]));
  expect(await lines({ act: 'letters.restore' })).toHaveLength(1);
  expect(await codeOf(discardLetters(once('restore', 'another request'), { deadLetterIds: [ids[0]!] }))).toBe(
    'conflict',
  );
  expect((await readDeadLetter(person, ids[0]!)).status).toBe('open');
  const stranger = { ...once('restore'), id: '00000000-0000-7000-8000-000000000002' };
  expect(await codeOf(discardLetters(stranger, { deadLetterIds: [ids[0]!] }))).toBe('ok');
});

test('a token’s secret is not remembered with the answer', async () => {
  const plan = { name: 'ci', role: 'viewer' as const, seeQueues: ['*'], actQueues: ['*'], expiresInHours: 1 };
  const made = await makeToken(once('token'), plan);
  expect(await codeOf(makeToken(once('token'), plan))).toBe('conflict');
  expect(JSON.stringify(await database.query('SELECT * FROM remembered'))).not.toContain(made.token);
});

test('a person is changed against what was read; the last administrator stays', async () => {
  await database.query(
    `INSERT INTO person (id, name, email, role) VALUES ($1, 'Ada', 'ada@example.com', 'administrator'), ($2, 'Bo', 'bo@example.com', 'viewer')`,
    [crypto.randomUUID(), crypto.randomUUID()],
  );
  const [ada, bo] = await listPeople(person);
  const changed = await changePerson(
    person,
    bo!.id,
    { role: 'operator', seeQueues: ['orders.*'] },
    bo!.version,
  );
  expect(changed).toMatchObject({
    role: 'operator',
    seeQueues: ['orders.*'],
    actQueues: ['*'],
    isDisabled: false,
  });
  expect(await codeOf(changePerson(person, bo!.id, { role: 'viewer' }, bo!.version))).toBe('conflict');
  for (const change of [{ role: 'viewer' as const }, { isDisabled: true }])
    expect(await codeOf(changePerson(person, ada!.id, change, null))).toBe('conflict');
  await changePerson(person, bo!.id, { role: 'administrator' }, changed.version);
  const both = [ada!, bo!].map(({ id }) => codeOf(changePerson(person, id, { isDisabled: true }, null)));
  expect((await Promise.all(both)).toSorted()).toEqual(['conflict', 'ok']);
});
