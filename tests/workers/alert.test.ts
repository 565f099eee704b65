// Alerts through the real Slack client to a server as strict as Slack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { readAlertBacklog } from '#lib/store/posts.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession, person, text, type TestSession } from '#tests/letters.ts';
import { until } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

let database: TestDatabase;
let vhost: Vhost;
let slack: StandInSlack;
let session: TestSession;
let workers: TestWorker[];
beforeAll(async () => {
  [database, vhost, slack] = await Promise.all([makeDatabase(), makeVhost(), startSlack()]);
  const env = {
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
  };
  workers = await Promise.all([startTestWorker(env), startTestWorker(env)]);
  session = await openTestSession(slack.channel);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await slack.stop();
  await vhost.drop();
  await database.drop();
});

const covered = (seconds = 30) =>
  until(
    'every letter is covered',
    async () => (await readAlertBacklog(person)).waiting === 0,
    undefined,
    seconds * 1000,
  );
const said = () => JSON.stringify(slack.posts());

test('each letter is one post, and what it carries pings nobody', async () => {
  await session.store(
    delivery({ headers: text('x-exception-message', '<!channel> & <@U1> boom') }),
    delivery(),
  );
  await covered();
  expect(slack.posts()).toHaveLength(2);
  expect(slack.posts().flatMap((post) => post.pings)).toEqual([]);
  expect(said()).toContain('&lt;!channel&gt; &amp; &lt;@U1&gt; boom');
  const { items } = await listDeadLetters(person, { limit: 2 });
  for (const { id } of items) expect(said()).toContain(`/dead-letters/${id}`);
});

test('a rate limit and an error of Slack are waited out; only what was never answered may stand twice, and is counted', async () => {
  const before = slack.posts().length;
  slack.meet('limited', 'failing', 'lost');
  await session.store(delivery(), delivery());
  await covered(60);
  const alerts = await Promise.all(
    (await listDeadLetters(person, { limit: 2 })).items.map(
      async ({ id }) => (await readDeadLetter(person, id)).alert,
    ),
  );
  const unanswered = alerts.reduce(
    (sum, alert) => sum + (alert.state === 'posted' ? alert.unanswered : 0),
    0,
  );
  expect(alerts.map(({ state }) => state)).toEqual(['posted', 'posted']);
  expect(unanswered).toBe(2);
  // The lost answer's post stands; the failing one's may or may not. Never more than what was counted.
  expect(slack.posts().length - before).toBeGreaterThan(2);
  expect(slack.posts().length - before).toBeLessThanOrEqual(2 + unanswered);
}, 90_000);

test('a thousand letters at once are folded into few posts that cover every one', async () => {
  const before = slack.posts().length;
  await session.store(...Array.from({ length: 500 }, () => delivery()));
  await session.store(...Array.from({ length: 500 }, () => delivery()));
  await covered();
  expect(slack.posts().length - before).toBeLessThan(5);
  const [uncovered] = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM dead_letter l LEFT JOIN alert a ON a.dead_letter_id = l.id LEFT JOIN post p ON p.id = a.post_id WHERE p.stage IS DISTINCT FROM 'posted'`,
  );
  expect(uncovered!.count).toBe(0);
});
