// Failure groups as they are read and changed: by who may, exactly, and with a way back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { groupListQuery, type GroupListQuery } from '#lib/domain/group-schemas.ts';
import { runRequest } from '#lib/domain/run-request.ts';
import { discardMatching, restoreMatching } from '#lib/store/bulk-moves.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { db } from '#lib/store/client.ts';
import { Prisma } from '#lib/store/generated/client.ts';
import {
  changeFailureGroup,
  findGroupOf,
  listAssignees,
  listFailureGroups,
  readFailureGroup,
} from '#lib/store/failure-groups.ts';
import { followNext } from '#lib/store/follow.ts';
import { isOfGroup, isOwnedBy } from '#lib/store/group-condition.ts';
import { groups } from '#lib/store/groups.ts';
import { addGroupNote, changeNote, deleteNote, listGroupNotes } from '#lib/store/notes.ts';
import { readOwnerRules, setOwnerRules } from '#lib/store/owners.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { openTestSession, person, worker, type TestSession } from '#tests/letters.ts';
import { failing, type Failure } from './failing.ts';

const operator: Visitor = { ...person, role: 'operator' };
const clerk: Visitor = { ...operator, seeQueues: ['payments.*'], actQueues: ['*'] };
const onlooker: Visitor = { ...operator, actQueues: ['payments.*'] };
const ada = '00000000-0000-7000-8000-00000000ada0';
const bob = '00000000-0000-7000-8000-00000000b0b0';
let database: TestDatabase;
let session: TestSession;

beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
  await database.query(
    `INSERT INTO person (id, name, email, see_queues) VALUES ($1, 'Ada', 'ada@example.com', '{*}'), ($2, 'Bob', 'bob@example.com', '{payments.*}')`,
    [ada, bob],
  );
});
afterAll(() => database.drop());
beforeEach(() =>
  database.query(
    'TRUNCATE dead_letter, body_part, failure_group, group_letter, group_hour, follower, event, note, owner_rule, audit CASCADE',
  ),
);

async function store(...failures: Failure[]): Promise<void> {
  await session.store(...failures.map(failing));
  const follow = () => followNext(worker, '00000000-0000-7000-8000-0000000000a1', groups);
  while ((await follow())?.hasMore === true);
}

const list = (query: Partial<GroupListQuery> = {}, actor = person) =>
  listFailureGroups(actor, { ...groupListQuery.parse({}), ...query });
const titles = async (query: Partial<GroupListQuery> = {}, actor = person) =>
  (await list(query, actor)).items.map(({ title }) => title);
const only = async () => (await list()).items[0]!;

const planGroup = async (actor: Visitor, group: string) =>
  planRun(actor, runRequest.parse({ group, to: { kind: 'origin' }, rate: 5 }), { needsReason: false });

const one = { message: 'one' };
const two = { message: 'two' };
const three = { message: 'three', queue: 'payments.card' };

describe('the list', () => {
  test('is sorted and paged by what was seen last, by letters, by open letters', async () => {
    await store(two, two, one, three, three, three);
    await database.query(`UPDATE failure_group SET open_letters = 0 WHERE title LIKE '%three'`);
    const ordered = async (sort: GroupListQuery['sort']) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...page.items.map(({ title }) => title.split(': ')[1]!));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return found;
    };
    expect(await ordered('lastSeen')).toEqual(['three', 'one', 'two']);
    expect(await ordered('letters')).toEqual(['three', 'two', 'one']);
    expect(await ordered('open')).toEqual(['two', 'one', 'three']);
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('is narrowed by state, queue, owner and text', async () => {
    await store(one, two, three);
    await database.query(`UPDATE failure_group SET state = 'ignored' WHERE title LIKE '%one'`);
    await setOwnerRules(
      person,
      { items: [{ queues: 'payments.*', team: 'Payments', personId: null }] },
      null,
    );
    expect(await titles({ state: 'ignored' })).toEqual(['CardDeclined: one']);
    expect(await titles({ queue: 'payments.card' })).toEqual(['CardDeclined: three']);
    expect(await titles({ owner: 'Payments' })).toEqual(['CardDeclined: three']);
    expect(await titles({ owner: '-' })).toEqual(['CardDeclined: two', 'CardDeclined: one']);
    expect(await titles({ q: 'TWO' })).toEqual(['CardDeclined: two']);
    expect(await titles({ q: '%' })).toEqual([]);
    expect(await titles({ q: 'charge.java' })).toHaveLength(3);
  });

  test('has the letters of each of the last hours', async () => {
    await store(one, one);
    const group = await only();
    expect(group.perHour).toHaveLength(24);
    expect(group.perHour.reduce((sum, many) => sum + many)).toBe(2);
    expect((await readFailureGroup(person, group.id)).perHour).toHaveLength(168);
  });
});

describe('a group', () => {
  test('says why, and shows its newest letters', async () => {
    await store(one, one);
    const group = await readFailureGroup(person, (await only()).id);
    expect(group.cause).toEqual({
      sourceQueue: 'orders.billing',
      reason: 'rejected',
      errorType: 'com.shop.CardDeclined',
      pattern: 'one',
      file: 'Charge.java',
      function: 'com.shop.Charge.run',
    });
    const letters = (await listDeadLetters(person, { limit: 9 })).items;
    expect(group.samples.map(({ id }) => id)).toEqual(letters.map(({ id }) => id));
    expect([group.firstAt, group.lastAt]).toEqual([letters[1]!.arrivedAt, letters[0]!.arrivedAt]);
    expect((await findGroupOf(person, letters[0]!.id))?.id).toBe(group.id);
  });

  test('is not there for who may not see its queue, and not to act on for who may only look', async () => {
    await store(one);
    const { id } = await only();
    const { id: letter } = (await listDeadLetters(person, { limit: 1 })).items[0]!;
    const { id: note } = await addGroupNote(person, id, { text: 'seen' });
    expect(await titles({}, clerk)).toEqual([]);
    expect(await findGroupOf(clerk, letter)).toBeNull();
    const secret = [
      () => readFailureGroup(clerk, id),
      () => changeFailureGroup(clerk, id, { state: 'resolved' }, null),
      () => planGroup(clerk, id),
      () => listAssignees(clerk, id),
      () => listGroupNotes(clerk, id),
      () => addGroupNote(clerk, id, { text: 'x' }),
      () => changeNote(clerk, note, { text: 'x' }, null),
      () => readFailureGroup(person, 'none'),
    ];
    for (const ask of secret) await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
    const barred = [
      () => changeFailureGroup(onlooker, id, { state: 'resolved' }, null),
      () => planGroup(onlooker, id),
      () => planGroup({ ...person, role: 'viewer' }, id),
      () => discardMatching({ ...person, role: 'viewer' }, { filter: { q: `group:${id}` } }),
    ];
    for (const ask of barred) await expect(ask()).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('changes against what was read, and says so in the audit', async () => {
    await store(one, one);
    const { id, version } = await only();
    const change = { state: 'ignored', ignoreUntil: { letters: 5, perHour: null }, reason: 'known' } as const;
    const ignored = await changeFailureGroup(operator, id, change, version);
    expect(ignored).toMatchObject({ state: 'ignored', ignoredUntil: { letters: 5, perHour: null } });
    await expect(changeFailureGroup(operator, id, { state: 'open' }, version)).rejects.toMatchObject({
      code: 'conflict',
    });
    const tooFew = { state: 'ignored', ignoreUntil: { letters: 1, perHour: null } } as const;
    await expect(changeFailureGroup(operator, id, tooFew, null)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'ignoreUntil: it has 2 letters already',
    });
    const resolved = await changeFailureGroup(operator, id, { state: 'resolved' }, ignored.version);
    expect(resolved).toMatchObject({ state: 'resolved', ignoredUntil: null });
    await store(one);
    expect(await only()).toMatchObject({ state: 'open', letters: 3, cameBackAt: expect.any(String) });
    const lines = await database.query(
      `SELECT act, reason, details->>'state' AS state FROM audit ORDER BY id`,
    );
    expect(lines).toEqual([
      { act: 'group.change', reason: 'known', state: 'ignored' },
      { act: 'group.change', reason: null, state: 'resolved' },
    ]);
  });
});

describe('owners', () => {
  const rules = [
    { queues: 'payments.*', personId: bob, team: null },
    { queues: 'orders.billing', personId: ada, team: null },
    { queues: '*', personId: null, team: 'Platform' },
  ];

  test('are the first rule that fits; by hand over the rules; nobody who is disabled', async () => {
    await store(one, three, { message: 'four', queue: 'stock' });
    const set = await setOwnerRules(person, { items: rules }, null);
    expect(set.items.map(({ name }) => name)).toEqual(['Bob', 'Ada', 'Platform']);
    const owners = async () =>
      Object.fromEntries((await list()).items.map(({ cause, owner }) => [cause.pattern, owner?.name]));
    expect(await owners()).toEqual({ one: 'Ada', three: 'Bob', four: 'Platform' });
    const { id } = (await list({ q: 'three' })).items[0]!;
    expect((await listAssignees(operator, id)).map(({ name }) => name)).toEqual(['Ada', 'Bob']);
    await changeFailureGroup(operator, id, { assignee: ada }, null);
    expect((await readFailureGroup(person, id)).owner).toEqual({
      name: 'Ada',
      kind: 'person',
      personId: ada,
      by: 'hand',
      rule: null,
    });
    const { id: other } = (await list({ q: 'one' })).items[0]!;
    await expect(changeFailureGroup(operator, other, { assignee: bob }, null)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await database.query('UPDATE person SET disabled_at = now() WHERE id = $1', [ada]);
    expect(await owners()).toEqual({ one: 'Platform', three: 'Bob', four: 'Platform' });
    await database.query('UPDATE person SET disabled_at = NULL WHERE id = $1', [ada]);
    await changeFailureGroup(operator, id, { assignee: null }, null);
    expect(await owners()).toMatchObject({ three: 'Bob' });
  });

  test('are set as one list, against what was read, by administrators', async () => {
    const first = await setOwnerRules(person, { items: rules }, null);
    expect(await readOwnerRules(person)).toEqual(first);
    const second = await setOwnerRules(person, { items: rules.slice(1) }, first.version);
    await expect(setOwnerRules(person, { items: [] }, first.version)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await readOwnerRules(person)).toEqual(second);
    const unknown = [{ queues: '*', personId: crypto.randomUUID(), team: null }];
    await expect(setOwnerRules(person, { items: unknown }, null)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(setOwnerRules(operator, { items: [] }, null)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await setOwnerRules(person, { items: [] }, null)).items).toEqual([]);
  });

  test('a pattern is no expression of anybody else’s', async () => {
    await store({ queue: 'a_b' }, { queue: 'axb' }, { queue: 'a%b' });
    await setOwnerRules(person, { items: [{ queues: 'a_*', team: 'T', personId: null }] }, null);
    expect((await list({ owner: 'T' })).items.map(({ cause }) => cause.sourceQueue)).toEqual(['a_b']);
  });
});

describe('all letters of a group', () => {
  test('are discarded, those of others and those that come later stay open; and restored again', async () => {
    await store(...Array.from({ length: 1700 }, () => one), two);
    const { id } = (await list({ q: 'one' })).items[0]!;
    const filter = { q: `group:${id}` };
    expect(await discardMatching(onlooker, { filter })).toMatchObject({ letters: 0 });
    const discarded = await discardMatching(operator, { filter, reason: 'a bad deploy' });
    expect(discarded).toMatchObject({ letters: 1700, leftOut: 0, waiting: 0 });
    await store(one);
    const counts = () =>
      database.query(`SELECT status, count(*)::int AS n FROM dead_letter GROUP BY status ORDER BY status`);
    expect(await counts()).toEqual([
      { status: 'discarded', n: 1700 },
      { status: 'open', n: 2 },
    ]);
    expect((await list({ q: 'one' })).items[0]).toMatchObject({ letters: 1701, openLetters: 1 });
    await database.query(
      `UPDATE dead_letter SET status = 'replayed' WHERE id = (SELECT min(id::text)::uuid FROM dead_letter)`,
    );
    expect(await restoreMatching(operator, { discard: discarded.id })).toMatchObject({ letters: 1699 });
    expect(await restoreMatching(operator, { discard: discarded.id })).toMatchObject({ letters: 0 });
    expect(await counts()).toEqual([
      { status: 'open', n: 1701 },
      { status: 'replayed', n: 1 },
    ]);
  });

  test('are planned as a run by the group’s id', async () => {
    await store(one, one, two);
    const { id } = (await list({ q: 'one' })).items[0]!;
    expect(await planGroup(operator, id)).toMatchObject({
      selection: { letters: null, filter: null, group: id },
      letters: { total: 2, waiting: 2 },
    });
    await expect(planGroup(operator, crypto.randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are found by their group, and by its owner', async () => {
    await store(one, one, two, three);
    await setOwnerRules(
      person,
      { items: [{ queues: 'payments.*', team: 'Payments', personId: null }] },
      null,
    );
    const { id } = (await list({ q: 'one' })).items[0]!;
    const count = async (where: Prisma.Sql) =>
      (await db().$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM dead_letter l WHERE ${where}`)[0]!
        .n;
    expect(await count(isOfGroup(id))).toBe(2);
    expect(await count(isOwnedBy(['Payments']))).toBe(1);
    expect(await count(isOwnedBy(['Nobody']))).toBe(0);
  });
});

test('notes lie on a group as on a letter', async () => {
  await store(one);
  const { id } = await only();
  const note = await addGroupNote(operator, id, { text: 'since the deploy' });
  expect(note).toMatchObject({ groupId: id, deadLetterId: null, isMine: true });
  await changeNote(operator, note.id, { text: 'since the last deploy' }, note.version);
  expect((await listGroupNotes(operator, id)).map(({ text }) => text)).toEqual(['since the last deploy']);
  await deleteNote(operator, note.id);
  expect(await listGroupNotes(operator, id)).toEqual([]);
});
