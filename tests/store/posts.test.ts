// Which posts are made of letters, and that each is claimed once.
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ToldGroup } from '#lib/domain/alerts/told-group.ts';
import { changeFailureGroup } from '#lib/store/failure-groups.ts';
import { followNext } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { discardLetters, restoreLetters } from '#lib/store/letter-status.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { readAlertRoutes, setAlertRoutes } from '#lib/store/alert-routes.ts';
import { readAlertRules } from '#lib/store/alert-rules.ts';
import { readCompanions, readLeadContent } from '#lib/store/post-content.ts';
import { claimUpdate, settleUpdated } from '#lib/store/post-updates.ts';
import {
  claimPost,
  readAlertBacklog,
  settleFailed,
  settlePosted,
  settleUnposted,
  type DuePost,
} from '#lib/store/posts.ts';
import { releaseNext } from '#lib/store/release-posts.ts';
import { routeAlerts, setAsideDue } from '#lib/store/route-alerts.ts';
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
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let session: TestSession;
beforeEach(async () => {
  await database?.drop();
  database = await makeDatabase();
  session = await openTestSession(true);
});
afterAll(() => database.drop());

/** A letter of the group that this error makes. */
const failing = (error: string) =>
  delivery({ headers: joinBytes(deathIn('orders.billing'), text('x-exception-message', error)) });

async function route(): Promise<number> {
  const rules = await readAlertRules(worker, '#dead-letters');
  return (await routeAlerts(worker, rules)).letters;
}

const free = () =>
  database.query(`WITH a AS (UPDATE channel SET next_post_at = now() - interval '1 s'), b AS (UPDATE pace SET next_at = now() - interval '1 h')
    UPDATE post SET next_update_at = now() - interval '1 s',
      next_try_at = CASE WHEN kind = 'reply' AND tries = 0 THEN now() ELSE next_try_at END`);

async function claim(): Promise<DuePost> {
  await free();
  const post = await claimPost(worker, 'slack', 1000);
  if ('waitMs' in post) throw new Error('nothing to post');
  return post;
}

const posted = (ts: string) => ({
  ts,
  channel: 'C1',
  permalink: `https://slack.example/${ts}`,
  digest: 'x',
  isUnsettled: false,
  note: null,
});

let stamp = 0;
async function send(): Promise<DuePost> {
  const post = await claim();
  const ts = `1.${++stamp}`;
  await settlePosted(worker, post, posted(ts), 1000);
  return post;
}

async function told(postId: string): Promise<ToldGroup> {
  const [first] = (await readLeadContent(worker, postId)).groups;
  if (first === undefined) throw new Error('tells of no group');
  return first;
}

const newest = async () => (await listDeadLetters(person, { limit: 1 })).items[0]!;
const alertsOf = async (id: string) => (await readDeadLetter(person, id)).alerts;

test('the first letter of a group is a post of its own, the next ten stand in its thread, all others are counted', async () => {
  await session.store(failing('card declined'));
  expect(await route()).toBe(1);
  const lead = await send();
  expect(lead.kind).toBe('group');
  await session.store(...Array.from({ length: 15 }, () => failing('card declined')));
  await route();
  const reply = await claim();
  expect(reply).toMatchObject({ kind: 'reply', ts: '1.1', slackChannel: 'C1' });
  expect(await readCompanions(worker, reply.id)).toMatchObject({ total: 10 });
  expect(await told(lead.id)).toMatchObject({ letters: 16, openLetters: 16, done: null });
  await settlePosted(worker, reply, posted('1.2'), 1000);
  const uncovered = await database.query(`SELECT FROM alert WHERE post_id IS NULL`);
  expect(uncovered).toEqual([]);
  const { id } = await newest();
  expect(await alertsOf(id)).toMatchObject([
    { state: 'posted', channel: '#dead-letters', isInThread: false },
  ]);
  expect(await claimUpdate(worker, 'slack')).toMatchObject({ id: lead.id });
});

test('five new groups get posts of their own; those that begin at the same time share one', async () => {
  const letters = Array.from({ length: 9 }, (_, at) => failing(`failure ${'abcdefghi'[at]}`));
  await session.store(...letters);
  await route();
  const kinds = [];
  for (let at = 0; at < 6; at++) kinds.push((await send()).kind);
  expect(kinds).toEqual(['group', 'group', 'group', 'group', 'group', 'shared']);
  expect(await claimPost(worker, 'slack', 1000)).toHaveProperty('waitMs');
  const [shared] = await database.query<{ id: string }>(`SELECT id FROM post WHERE kind = 'shared'`);
  expect(await readLeadContent(worker, shared!.id)).toMatchObject({ total: 4 });
});

test('over any number of workers a channel gets one post in its gap, and each letter is routed once', async () => {
  await session.store(failing('a'), failing('b'), failing('c'));
  const routed = await Promise.all(Array.from({ length: 4 }, route));
  expect(routed.reduce((sum, one) => sum + one, 0)).toBe(3);
  await free();
  const claims = await Promise.all(Array.from({ length: 6 }, () => claimPost(worker, 'slack', 60_000)));
  expect(claims.filter((one) => 'id' in one)).toHaveLength(1);
  expect(await claimPost(worker, 'slack', 60_000)).toHaveProperty('waitMs');
});

test('a group whose letters are all done says so, by whom; the next letter is a new post that says it came back', async () => {
  await session.store(failing('card declined'));
  await route();
  const first = await send();
  const { id } = await newest();
  await discardLetters(person, { deadLetterIds: [id], reason: 'known' });
  await followNext(worker, session.workerId, groups);
  await free();
  const update = await claimUpdate(worker, 'slack');
  expect(update).toMatchObject({ id: first.id });
  expect(await told(first.id)).toMatchObject({ done: { how: 'discarded', by: person.name }, after: null });
  await settleUpdated(
    worker,
    update!,
    { digest: 'y', isUnsettled: false, isCalled: true, permalink: null },
    'slack',
  );

  await session.store(failing('card declined'));
  await route();
  const second = await send();
  expect(second.id).not.toBe(first.id);
  expect(await told(second.id)).toMatchObject({
    letters: 1,
    before: { permalink: `https://slack.example/1.${stamp - 1}`, done: { how: 'discarded' } },
  });
  await free();
  expect(await claimUpdate(worker, 'slack')).toMatchObject({ id: first.id });
  expect(await told(first.id)).toMatchObject({ after: { permalink: `https://slack.example/1.${stamp}` } });
});

test('what was discarded and is restored is open again, in the same post', async () => {
  await session.store(failing('card declined'));
  await route();
  const lead = await send();
  const { id } = await newest();
  await discardLetters(person, { deadLetterIds: [id] });
  await followNext(worker, session.workerId, groups);
  expect((await told(lead.id)).done).not.toBeNull();
  await restoreLetters(person, { deadLetterIds: [id] });
  await followNext(worker, session.workerId, groups);
  expect(await told(lead.id)).toMatchObject({ done: null, openLetters: 1 });
  await session.store(failing('card declined'));
  await route();
  expect(await told(lead.id)).toMatchObject({ letters: 2 });
});

test('a resolved group says by whom; an ignored one makes no post, and its letters say why', async () => {
  await session.store(failing('card declined'));
  await route();
  const lead = await send();
  await changeFailureGroup(person, (await told(lead.id)).id, { state: 'resolved' }, null);
  expect(await told(lead.id)).toMatchObject({ done: { how: 'resolved', by: person.name } });
  await changeFailureGroup(
    person,
    (await told(lead.id)).id,
    { state: 'ignored', ignoreUntil: { letters: 1000, perHour: null } },
    null,
  );
  await session.store(failing('card declined'));
  await route();
  expect(await alertsOf((await newest()).id)).toEqual([{ state: 'untold', because: 'ignored', route: null }]);
});

test('a rate limit is waited out and is no repeat', async () => {
  await session.store(failing('a'));
  await route();
  const post = await claim();
  const limited = {
    problem: 'Slack asked us to wait',
    waitMs: 30_000,
    isUnanswered: false,
    code: null,
    channelWaitMs: 30_000,
  };
  await settleUnposted(worker, post, limited);
  expect(await claimPost(worker, 'slack', 1000)).toHaveProperty('waitMs');
  await database.query('UPDATE post SET next_try_at = now()');
  expect(await claim()).toMatchObject({ id: post.id, tries: 2, unanswered: 0 });
});

test('a call that was never answered is repeated, and counted', async () => {
  await session.store(failing('a'));
  await route();
  const post = await claim();
  await settleUnposted(worker, post, {
    problem: 'no answer',
    waitMs: 0,
    isUnanswered: true,
    code: null,
    channelWaitMs: 0,
  });
  expect(await claim()).toMatchObject({ id: post.id, tries: 2, unanswered: 1 });
});

test('a post whose worker was killed in mid-call is taken over, and counted', async () => {
  await session.store(failing('a'));
  await route();
  const post = await claim();
  await free();
  expect(await claimPost(worker, 'slack', 1000)).toHaveProperty('waitMs');
  await database.query(`UPDATE post SET lease_until = now() - interval '1 s'`);
  expect(await claim()).toMatchObject({ id: post.id, tries: 2, unanswered: 1 });
});

test('the backlog counts what no post tells of, routed or not', async () => {
  await session.store(failing('a'), failing('b'), failing('c'));
  expect(await readAlertBacklog(worker)).toMatchObject({ waiting: 3 });
  expect(await alertsOf((await newest()).id)).toEqual([{ state: 'due' }]);
  await route();
  expect(await readAlertBacklog(worker)).toMatchObject({ waiting: 3 });
  await send();
  expect(await readAlertBacklog(worker)).toMatchObject({ waiting: 2 });
});

test('a post that failed takes no more letters: the next one gets a post of its own', async () => {
  await session.store(failing('a'));
  await route();
  const first = await claim();
  await settleFailed(worker, first, 'never');
  await session.store(failing('a'));
  await route();
  const second = await send();
  expect(second.id).not.toBe(first.id);
  expect(await told(second.id)).toMatchObject({ letters: 1 });
});

test('who was held up until another took over its post settles nothing any more', async () => {
  await session.store(failing('a'));
  await route();
  const late = await claim();
  await database.query(`UPDATE post SET lease_until = now() - interval '1 s'`);
  const post = await send();
  expect(post.id).toBe(late.id);
  expect(await settlePosted(worker, late, posted('9.9'), 1000)).toBe(0);
  await settleFailed(worker, late, 'late');
  const [row] = await database.query(`SELECT stage, slack_ts FROM post`);
  expect(row).toEqual({ stage: 'posted', slack_ts: `1.${stamp}` });
});

test('a held post that was ended takes its group again, and no batch is stuck on it', async () => {
  const quiet = { from: '00:00', until: '23:59', zone: 'UTC', wholeDays: [] };
  const document = { items: [], default: { quiet } };
  await setAlertRoutes(person, alertRoutesRequest.parse(document), {
    version: null,
    slackChannel: '#dead-letters',
  });
  await session.store(failing('at night'));
  await route();
  await database.query(`UPDATE post_group SET begun_at = now() - interval '25 hours'`);
  await session.store(failing('at night'));
  expect(await route()).toBe(1);
  expect(
    await database.query(`SELECT kind, letters FROM post p JOIN post_group g ON g.post_id = p.id`),
  ).toEqual([{ kind: 'shared', letters: 2 }]);
  expect((await alertsOf((await newest()).id))[0]).toMatchObject({
    state: 'waiting',
    notBefore: expect.any(String),
  });
});

test('what waits for a channel that no route names any more goes by the routes as they are now, told once each', async () => {
  const given = { version: null, slackChannel: '#dead-letters' };
  const set = (...items: object[]) =>
    setAlertRoutes(person, alertRoutesRequest.parse({ match: 'all', items }), given);
  await set({ name: 'Typo', query: '', target: '#ordrs' }, { name: 'All', query: '', target: '#all' });
  await session.store(failing('a'), failing('a'));
  await route();
  await database.query(`UPDATE post SET next_try_at = now() + interval '1 h' WHERE channel = '#ordrs'`);
  expect((await send()).channel).toBe('#all');
  await set({ name: 'Typo', query: '', target: '#orders' }, { name: 'All', query: '', target: '#all' });
  while (await releaseNext(worker));
  expect(await route()).toBe(2);
  const alerts = await alertsOf((await newest()).id);
  expect(alerts.map((one) => ('channel' in one ? one.channel : ''))).toEqual(['#all', '#orders']);
  expect(await database.query(`SELECT g.channel, g.letters FROM post_group g ORDER BY 1`)).toEqual([
    { channel: '#all', letters: 2 },
    { channel: '#orders', letters: 2 },
  ]);
});

test('a letter that cannot be routed is set aside, and says so', async () => {
  await session.store(failing('a'), failing('b'));
  const { id } = await newest();
  await setAsideDue(worker, id);
  expect(await alertsOf(id)).toEqual([{ state: 'untold', because: 'fault', route: null }]);
  expect(await route()).toBe(1);
});

test('what was read of the routes can be set as it is', async () => {
  const given = { version: null, slackChannel: '#dead-letters' };
  const item = { name: 'Hook', query: 'source:a', outlet: 'webhook', target: 'https://x.org/h' };
  await setAlertRoutes(
    person,
    alertRoutesRequest.parse({ items: [item], default: { mention: 'owner' } }),
    given,
  );
  const read = await readAlertRoutes(person, '#dead-letters');
  const sent = alertRoutesRequest.parse(JSON.parse(JSON.stringify(read)));
  const { version, ...document } = await setAlertRoutes(person, sent, { ...given, version: read.version });
  expect({ ...document, version: read.version }).toEqual(read);
  expect(version).not.toBe(read.version);
});
