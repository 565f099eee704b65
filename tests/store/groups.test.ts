// Letters of one cause fall into one group soon after they came, counted exactly; groups open again by themselves.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { followAnew, followNext, leaveFollowing } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { discardLetters, restoreLetters } from '#lib/store/letter-status.ts';
import { claimReplays } from '#lib/store/replay-claims.ts';
import { moveReplays } from '#lib/store/replay-work.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { openTestSession, person, worker, type TestSession } from '#tests/letters.ts';
import { countPlainly, failing, readCounts } from './failing.ts';

const one = '00000000-0000-7000-8000-0000000000a1';
const two = '00000000-0000-7000-8000-0000000000a2';
let database: TestDatabase;
let session: TestSession;

beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
});
afterAll(() => database.drop());
beforeEach(() =>
  database.query(
    'TRUNCATE dead_letter, body_part, failure_group, group_letter, group_hour, follower, event, replay CASCADE',
  ),
);

type Group = {
  id: string;
  title: string;
  letters: number;
  open: number;
  state: string;
  cameBack: boolean;
  grew: boolean;
};

const follow = () => followNext(worker, one, groups);

const all = () =>
  database.query<Group>(
    `SELECT id, title, letters, open_letters AS open, state, came_back_at IS NOT NULL AS "cameBack", grew_at IS NOT NULL AS grew
      FROM failure_group ORDER BY letters DESC, title`,
  );

const newest = async (limit: number) => (await listDeadLetters(person, { limit })).items.map(({ id }) => id);

describe('letters', () => {
  test('of one cause are one group, whatever their numbers and lines; others are others', async () => {
    await session.store(
      failing({ message: 'Card 1 declined', line: 10 }),
      failing({ message: 'Card 22 declined', line: 11 }),
      failing({ message: 'Card 22 expired' }),
      failing({ queue: 'orders.mail', message: 'Card 1 declined' }),
      failing({ call: 'com.shop.Refund.run', message: 'Card 1 declined' }),
    );
    expect(await follow()).toMatchObject({ count: 5 });
    expect((await all()).map(({ title, letters, open }) => [title, letters, open])).toEqual([
      ['CardDeclined: Card # declined', 2, 2],
      ['CardDeclined: Card # declined', 1, 1],
      ['CardDeclined: Card # declined', 1, 1],
      ['CardDeclined: Card # expired', 1, 1],
    ]);
    expect(await readCounts(database)).toEqual(await countPlainly(database));
  });

  test('are counted open or not as they move; looked at twice they count once', async () => {
    await session.store(failing(), failing(), failing());
    await follow();
    const ids = await newest(2);
    await discardLetters(person, { deadLetterIds: ids });
    await follow();
    expect(await all()).toMatchObject([{ letters: 3, open: 1 }]);
    await restoreLetters(person, { deadLetterIds: [ids[0]!] });
    await follow();
    expect(await all()).toMatchObject([{ letters: 3, open: 2 }]);
    await followAnew(worker);
    await follow();
    await groups.take(ids);
    await groups.take([...ids, ...ids]);
    expect(await all()).toMatchObject([{ letters: 3, open: 2 }]);
  });

  test('that are understood otherwise by a newer version change their group', async () => {
    await session.store(
      failing({ message: 'old' }),
      failing({ message: 'old' }),
      failing({ message: 'other' }),
    );
    await follow();
    await database.query(`UPDATE dead_letter SET error_message = 'new' WHERE error_message = 'old'`);
    await followAnew(worker);
    await follow();
    expect((await all()).map(({ title, letters, open }) => [title, letters, open])).toEqual([
      ['CardDeclined: new', 2, 2],
      ['CardDeclined: other', 1, 1],
      ['CardDeclined: old', 0, 0],
    ]);
    expect(await readCounts(database)).toEqual(await countPlainly(database));
    expect(await database.query(`SELECT first_letter_id FROM failure_group WHERE letters = 0`)).toEqual([
      { first_letter_id: null },
    ]);
  });

  test('with anything in their error are grouped', async () => {
    const texts = [
      'NULL',
      '{}',
      '"',
      '\\',
      "'",
      '{"a",\\N}',
      'ä\u0000\ud800',
      '',
      ' ',
      'x'.repeat(70_000),
      '#',
    ];
    await session.store(...texts.map((message) => failing({ message, type: message || 'E' })));
    await follow();
    expect(await readCounts(database)).toEqual(await countPlainly(database));
  });
});

describe('a group', () => {
  const set = (state: string, rest = '') =>
    database.query(`UPDATE failure_group SET state = '${state}', state_at = now() ${rest}`);

  test('that was resolved comes back with a new letter, not with one from before', async () => {
    await session.store(failing());
    await follow();
    await session.store(failing());
    await set('resolved');
    await follow();
    expect(await all()).toMatchObject([{ letters: 2, state: 'resolved', cameBack: false }]);
    const ids = await newest(1);
    await discardLetters(person, { deadLetterIds: ids });
    await follow();
    await restoreLetters(person, { deadLetterIds: ids });
    await follow();
    expect(await all()).toMatchObject([{ state: 'resolved' }]);
    await session.store(failing());
    await follow();
    expect(await all()).toMatchObject([{ letters: 3, state: 'open', cameBack: true, grew: false }]);
  });

  test('that is ignored stays so; until it has more letters than so many', async () => {
    await session.store(failing());
    await follow();
    await set('ignored');
    await session.store(failing());
    await follow();
    expect(await all()).toMatchObject([{ letters: 2, state: 'ignored' }]);
    await set('ignored', ', until_letters = 4');
    await session.store(failing(), failing());
    await follow();
    expect(await all()).toMatchObject([{ letters: 4, state: 'ignored' }]);
    await session.store(failing());
    await follow();
    expect(await all()).toMatchObject([{ letters: 5, state: 'open', cameBack: false, grew: true }]);
  });

  test('that is ignored until more come in an hour than so many', async () => {
    await session.store(failing(), failing());
    // They came long ago.
    await database.query(`UPDATE dead_letter SET id = ('018c' || substr(id::text, 5))::uuid`);
    await follow();
    await set('ignored', ', until_per_hour = 2');
    await session.store(failing(), failing());
    await follow();
    expect(await all()).toMatchObject([{ letters: 4, state: 'ignored' }]);
    await session.store(failing());
    await follow();
    expect(await all()).toMatchObject([{ letters: 5, state: 'open', grew: true }]);
  });
});

test('counts stay exact while two drains store, people and replays move letters, and two workers follow', async () => {
  const drains = [session, await openTestSession()];
  const publishers = await openTestSession();
  const over = new AbortController();

  const storing = drains.map(async (drain, at) => {
    for (let batch = 0; batch < 25; batch++)
      await drain.store(
        ...Array.from({ length: 20 }, (_, place) =>
          failing({
            queue: `queue.${(place + at) % 3}`,
            message: `Card ${place * batch} declined by ${'abcde'[place % 5]}`,
          }),
        ),
      );
  });
  const moving = (async () => {
    while (!over.signal.aborted) {
      const items = (await listDeadLetters(person, { limit: 60, status: 'open' })).items.map(({ id }) => id);
      const [discarded, replayed] = [items.slice(0, 12), items.slice(12, 30)];
      if (discarded.length > 0) await discardLetters(person, { deadLetterIds: discarded });
      if (discarded.length > 0) await restoreLetters(person, { deadLetterIds: discarded.slice(0, 3) });
      if (replayed.length === 0) continue;
      await requestReplays(person, { deadLetterIds: replayed, to: { kind: 'origin' } });
      const claimed = await claimReplays(worker, publishers.workerId, 100, {
        maxEach: 10_000,
        maxBytes: 1e6,
      });
      await moveReplays(worker, publishers.workerId, {
        settle: claimed.map(({ id, deadLetterId }, place) => ({
          id,
          deadLetterId,
          stage: place % 3 === 0 ? 'returned' : 'confirmed',
          detail: null,
          dropped: [],
        })),
        publish: [],
      });
    }
  })();
  const following = [one, two].map(async (workerId) => {
    while (!over.signal.aborted) {
      await followNext(worker, workerId, groups);
      await leaveFollowing(worker, workerId);
    }
  });
  // A worker whose lease lapsed in the middle still counts what it took.
  const straying = (async () => {
    while (!over.signal.aborted)
      await groups.take((await listDeadLetters(person, { limit: 40 })).items.map(({ id }) => id));
  })();
  await Promise.all(storing);
  over.abort();
  await Promise.all([moving, straying, ...following]);
  await followNext(worker, one, groups);

  const plainly = await countPlainly(database);
  expect(Object.values(plainly).reduce((sum, { letters }) => sum + letters, 0)).toBe(1000);
  expect(Object.keys(plainly)).toHaveLength(15);
  expect(await readCounts(database)).toEqual(plainly);
  expect(Object.values(plainly).some(({ open, letters }) => open > 0 && open < letters)).toBe(true);
});
