import { afterAll, beforeEach, expect, test } from 'vitest';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import {
  claimPost,
  readAlertBacklog,
  readCovered,
  settlePosted,
  settleUnposted,
  type DuePost,
} from '#lib/store/posts.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, worker, type TestSession } from '#tests/letters.ts';

let database: TestDatabase;
let session: TestSession;
beforeEach(async () => {
  await database?.drop();
  database = await makeDatabase();
  session = await openTestSession('C1');
});
afterAll(() => database.drop());

const free = () => database.query(`UPDATE channel SET next_post_at = now()`);

async function claim(): Promise<DuePost> {
  await free();
  const post = await claimPost(worker, 'C1', 1000);
  if ('waitMs' in post) throw new Error('nothing to post');
  return post;
}

const coverage = () => database.query<{ post_id: string | null }>('SELECT post_id FROM alert');

test('a letter gets a post of its own, and its page says so', async () => {
  await session.store(delivery());
  const post = await claim();
  const [letter] = (await listDeadLetters(person, { limit: 1 })).items;
  expect(await readCovered(worker, post.id)).toMatchObject({
    kind: 'one',
    letter: { id: letter!.id, sourceQueue: 'orders.billing' },
  });
  expect(await settlePosted(worker, post.id, { ts: '1.2', channel: 'C1' })).toBe(1);
  expect((await readDeadLetter(person, letter!.id)).alert).toMatchObject({
    state: 'posted',
    channel: 'C1',
    covers: 1,
    unanswered: 0,
  });
});

test('twenty letters are twenty posts; more than twenty are folded into one that covers every letter', async () => {
  await session.store(...Array.from({ length: 20 }, () => delivery()));
  expect((await readCovered(worker, (await claim()).id)).kind).toBe('one');
  await session.store(
    ...Array.from({ length: 30 }, () => delivery()),
    ...Array.from({ length: 5 }, () => delivery({ headers: deathIn('mail.send', { reason: 'expired' }) })),
  );
  const covered = await readCovered(worker, (await claim()).id);
  expect(covered).toMatchObject({
    kind: 'many',
    summary: {
      total: 54,
      queueCount: 2,
      queues: [
        { sourceQueue: 'orders.billing', count: 49 },
        { sourceQueue: 'mail.send', count: 5, reason: 'expired' },
      ],
    },
  });
  expect((await coverage()).filter(({ post_id }) => post_id === null)).toEqual([]);
});

test('over all workers a channel gets one post in its gap', async () => {
  await session.store(delivery(), delivery(), delivery());
  const claims = await Promise.all(Array.from({ length: 6 }, () => claimPost(worker, 'C1', 60_000)));
  expect(claims.filter((one) => 'id' in one)).toHaveLength(1);
  expect(await claimPost(worker, 'C1', 60_000)).toMatchObject({ waitMs: expect.any(Number) });
});

test('a rate limit is waited out and is no repeat', async () => {
  await session.store(delivery());
  const post = await claim();
  await settleUnposted(worker, post, {
    problem: 'Slack asked us to wait',
    waitMs: 30_000,
    isUnanswered: false,
  });
  expect(await claimPost(worker, 'C1', 1000)).toMatchObject({ waitMs: expect.any(Number) });
  await database.query('UPDATE post SET next_try_at = now()');
  expect(await claim()).toEqual({ id: post.id, channel: 'C1', tries: 2, unanswered: 0 });
});

test('a call that was never answered is repeated, and counted', async () => {
  await session.store(delivery());
  const post = await claim();
  await settleUnposted(worker, post, { problem: 'no answer', waitMs: 0, isUnanswered: true });
  expect(await claim()).toMatchObject({ id: post.id, tries: 2, unanswered: 1 });
});

test('a post whose worker was killed in mid-call is taken over, and counted', async () => {
  await session.store(delivery());
  const post = await claim();
  await free();
  expect(await claimPost(worker, 'C1', 1000)).toHaveProperty('waitMs');
  await database.query(`UPDATE post SET lease_until = now() - interval '1 s'`);
  expect(await claim()).toMatchObject({ id: post.id, tries: 2, unanswered: 1 });
});

test('the backlog counts what no post has covered', async () => {
  await session.store(...Array.from({ length: 3 }, () => delivery()));
  expect(await readAlertBacklog(worker)).toMatchObject({ waiting: 3 });
  await settlePosted(worker, (await claim()).id, { ts: '1', channel: 'C1' });
  expect(await readAlertBacklog(worker)).toMatchObject({ waiting: 2 });
});
