// Alerts through the real Slack client to a server as strict as Slack: two workers share the channels.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { setAlertRoutes, readAlertRoutes } from '#lib/store/alert-routes.ts';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { changeFailureGroup, listFailureGroups } from '#lib/store/failure-groups.ts';
import { discardMatching } from '#lib/store/bulk-moves.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { readAlertBacklog } from '#lib/store/posts.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, type TestSession } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let slack: StandInSlack;
let session: TestSession;
let workers: TestWorker[];
beforeAll(async () => {
  const channels = [{ name: 'orders' }, { name: 'closed', isMember: false }];
  [database, vhost, slack] = await Promise.all([makeDatabase(), makeVhost(), startSlack({ channels })]);
  const env = {
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
  };
  workers = await Promise.all([startTestWorker(env), startTestWorker(env)]);
  session = await openTestSession(true);
});
beforeEach(() => setRoutes([]));
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await slack.stop();
  await vhost.drop();
  await database.drop();
});

const setRoutes = (items: object[]) =>
  setAlertRoutes(person, alertRoutesRequest.parse({ items }), { version: null, slackChannel: slack.channel });

const failing = (error: string, queue = 'orders.billing') =>
  delivery({ headers: joinBytes(deathIn(queue), text('x-exception-message', error)) });

const isCovered = async () => (await readAlertBacklog(person)).waiting === 0;
const covered = (seconds = 30) => until('every letter is told', isCovered, undefined, seconds * 1000);
const shown = (word: string) =>
  JSON.stringify(slack.posts().filter((post) => JSON.stringify(post).includes(word)));
const shows = (word: string, what: string) =>
  until(`the post of ${word} shows ${what}`, async () => shown(word).includes(what), undefined, 20_000);
const newest = async () => readDeadLetter(person, (await listDeadLetters(person, { limit: 1 })).items[0]!.id);

test('a letter is told within a moment, pings nobody, and its page links to the post', async () => {
  const before = slack.posts().length;
  const startedAt = Date.now();
  await session.store(failing('<!channel> & <@U1> boom'));
  await until('it stands in Slack', async () => slack.posts().length > before, undefined, 2000);
  expect(Date.now() - startedAt).toBeLessThan(2000);
  await covered();
  const [post] = slack.posts().slice(before);
  expect(post!.pings).toEqual([]);
  expect(JSON.stringify(post)).toContain('&lt;!channel&gt; &amp; &lt;@U1&gt; boom');
  const permalink = `https://stand-in.slack.example/archives/${post!.channel}/p${post!.ts.replace('.', '')}`;
  expect((await newest()).alerts).toMatchObject([{ state: 'posted', channel: slack.channel, permalink }]);
});

test('a rate limit and an error of Slack are waited out; only what was never answered may stand twice, and is counted', async () => {
  const before = slack.posts().length;
  slack.meet('limited', 'ratelimited_body', 'failing', 'lost');
  await session.store(failing('in trouble'));
  await covered(60);
  const { alerts } = await newest();
  expect(alerts).toMatchObject([{ state: 'posted', unanswered: 2 }]);
  // The lost answer's post stands; the failing one's may or may not. Never more than what was counted.
  expect(slack.posts().length - before).toBeGreaterThan(1);
  expect(slack.posts().length - before).toBeLessThanOrEqual(1 + 2);
}, 90_000);

test('a thousand letters of one cause are one post with a thread of ten and a count that is kept up', async () => {
  const before = slack.posts().length;
  await session.store(...Array.from({ length: 500 }, () => failing('flood')));
  await session.store(...Array.from({ length: 500 }, () => failing('flood')));
  await covered();
  const made = slack.posts().slice(before);
  expect(made.filter(({ threadTs }) => threadTs === null)).toHaveLength(1);
  expect(made.length).toBeLessThan(5);
  await shows('flood', '*1,000 letters*');
  const thread = slack.thread(made[0]!.ts).slice(1);
  expect(JSON.stringify(thread).match(/\|Letter>/g)).toHaveLength(10);
  expect(slack.maxPostsPerSecondPerChannel()).toBe(1);
});

test('a post says when its letters are discarded, resolved or come back', async () => {
  await session.store(failing('to be mended'));
  await covered();
  const [group] = (await listFailureGroups(person, { q: 'to be mended', sort: 'lastSeen', limit: 1 })).items;
  await discardMatching(person, { filter: { q: `group:${group!.id}` } });
  await shows('to be mended', `*discarded* by \`${person.name}\``);
  await session.store(failing('to be mended'));
  await shows('to be mended', '*Came back*');
  await shows('to be mended', 'told in <https://stand-in.slack.example/');
  await changeFailureGroup(person, group!.id, { state: 'resolved' }, null);
  await shows('to be mended', '*resolved* by');
}, 120_000);

test('a route takes its letters to its channel and mentions whom it names', async () => {
  await setRoutes([
    {
      name: 'Orders',
      query: 'source:orders.*',
      target: '#orders',
      mention: 'U0ADA0000',
      reasons: ['rejected'],
    },
  ]);
  await session.store(failing('routed', 'orders.stock'), failing('elsewhere', 'mail.send'));
  await covered();
  const posts = slack.posts('orders');
  expect(posts.at(-1)).toMatchObject({ pings: ['U0ADA0000'] });
  expect(JSON.stringify(posts)).not.toContain('elsewhere');
  expect(JSON.stringify(slack.posts(slack.channel))).toContain('elsewhere');
});

test('a channel that is wrong stops its route alone, says what to do, and goes on when it is mended', async () => {
  await setRoutes([{ name: 'Closed', query: 'source:closed.*', target: '#closed' }]);
  await session.store(failing('behind a door', 'closed.queue'), failing('open as ever', 'mail.send'));
  await shows('open as ever', 'mail.send');
  const read = async () => (await readAlertRoutes(person, slack.channel)).items[0]!;
  await until('the route says so', async () => (await read()).problem !== null, undefined, 40_000);
  expect(await read()).toMatchObject({
    problem: { problem: expect.stringContaining('invite it') },
    waiting: 1,
  });
  expect((await newest()).alerts).toMatchObject([{ state: 'posted' }]);
  slack.setChannel('closed', { isMember: true });
  await setRoutes([{ name: 'Closed', query: 'source:closed.*', target: '#closed' }]);
  await shows('behind a door', 'closed.queue');
  await until('the route is well again', async () => (await read()).problem === null);
}, 120_000);

test('a token that is revoked holds all back, is told, and all goes out when it is mended', async () => {
  slack.breakDown('token_revoked');
  await session.store(failing('while revoked'));
  await until(
    'the workers say so',
    async () => {
      const [row] = await database.query<{ said: string }>(
        `SELECT string_agg(problems::text, ' ') AS said FROM worker`,
      );
      return row!.said.includes('the token was revoked');
    },
    undefined,
    40_000,
  );
  slack.breakDown(null);
  await database.query(`UPDATE post SET next_try_at = now()`);
  await database.query(`UPDATE channel SET next_post_at = now()`);
  await covered();
  expect(shown('while revoked')).toContain('while revoked');
}, 120_000);
