/**
 * `npm run bench -- alerts`: letters of 40 failures over ten Slack channels in a minute, told by two workers to the stand-in Slack:
 * how many posts, how late the first of each failure, whether a letter was told by none, and whether Slack's rate was kept.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { setAlertRoutes } from '#lib/store/alert-routes.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWorker, until } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';
import type { Options } from './options.ts';
import { makeRandom } from './random.ts';
import { rounded } from './report.ts';
import { quantile } from './store-load.ts';

const CHANNELS = 10;
const GROUPS = 40;
const SECONDS = 60;
/** Of a second: so often a slice of letters is published. */
const SLICES = 20;

type Failure = { word: string; queue: string; channel: string; beginsAtMs: number; weight: number };

export async function benchAlerts({ letters }: Options): Promise<object> {
  const failures = planFailures();
  const channels = [...new Set(failures.map(({ channel }) => channel))];
  const [database, vhost, slack] = await Promise.all([
    makeDatabase(),
    makeVhost(),
    startSlack({ channels: channels.map((name) => ({ name })) }),
  ]);
  await setRoutes(channels, slack.channel);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
  };
  const workers = await Promise.all([startWorker(env), startWorker(env)]);
  const client = new Connection(vhost.url);
  try {
    await vhost.waitForOwnQueue();
    await publish(client, failures, letters);
    await until('every letter is told', () => isAllTold(database, letters), workers[0], 600_000);
    return await report(database, slack, failures);
  } finally {
    await client.close();
    await Promise.all(workers.map((worker) => worker.stop()));
    await slack.stop();
    await vhost.drop();
    await database.drop();
  }
}

/** Four failures a channel; they begin anywhere in the first half of the minute, some with many letters, most with few. */
function planFailures(): Failure[] {
  const { int } = makeRandom(11);
  return Array.from({ length: GROUPS }, (_, at) => {
    const team = at % CHANNELS;
    const name = String.fromCodePoint(97 + Math.floor(at / 26)) + String.fromCodePoint(97 + (at % 26));
    return {
      word: `failure-${name}`,
      queue: `team${team}.work`,
      channel: `team${team}`,
      beginsAtMs: at === 0 ? 0 : int((SECONDS * 1000) / 2),
      weight: 1 / (1 + (at % 13)),
    };
  });
}

async function setRoutes(channels: readonly string[], slackChannel: string): Promise<void> {
  const items = channels.map((name) => ({ name, query: `source:${name}.*`, target: `#${name}` }));
  const given = { version: null, slackChannel };
  await setAlertRoutes({ kind: 'system' }, alertRoutesRequest.parse({ items }), given);
}

async function publish(client: Connection, failures: readonly Failure[], letters: number): Promise<void> {
  const { int } = makeRandom(12);
  const publisher = client.createPublisher({ confirm: true });
  const startedAt = Date.now();
  let sent = 0;
  for (let slice = 0; slice < SECONDS * SLICES; slice++) {
    const atMs = (slice * 1000) / SLICES;
    await sleep(Math.max(0, startedAt + atMs - Date.now()));
    const begun = failures.filter(({ beginsAtMs }) => beginsAtMs <= atMs);
    const many = Math.round(((slice + 1) * letters) / (SECONDS * SLICES)) - sent;
    await Promise.all(
      Array.from({ length: many }, (_, at) => {
        // Whoever begins now begins with a letter.
        const fresh = begun.find(({ beginsAtMs }) => beginsAtMs > atMs - 1000 / SLICES && at === 0);
        return send(publisher, fresh ?? pick(begun, int(1e6) / 1e6), sent + at);
      }),
    );
    sent += many;
  }
  await publisher.close();
}

function pick(failures: readonly Failure[], share: number): Failure {
  const all = failures.reduce((sum, { weight }) => sum + weight, 0);
  let at = share * all;
  return failures.find(({ weight }) => (at -= weight) <= 0) ?? failures[0]!;
}

function send(
  publisher: ReturnType<Connection['createPublisher']>,
  failure: Failure,
  number: number,
): Promise<void> {
  const death = { count: 1, reason: 'rejected', queue: failure.queue, time: new Date(), exchange: 'shop' };
  const headers = {
    'x-death': [{ ...death, 'routing-keys': ['order.placed'] }],
    'x-exception-message': `${failure.word}: order ${number} was refused`,
  };
  return publisher.send({ routingKey: 'letterthief', headers, durable: true }, { order: number });
}

async function isAllTold(database: TestDatabase, letters: number): Promise<boolean> {
  const [row] = await database.query<{ told: number }>(
    `SELECT count(DISTINCT a.dead_letter_id)::int AS told FROM alert a JOIN post p ON p.id = a.post_id WHERE p.stage = 'posted'`,
  );
  return row?.told === letters;
}

async function report(
  database: TestDatabase,
  slack: StandInSlack,
  failures: readonly Failure[],
): Promise<object> {
  const firsts = await database.query<{ title: string; at: Date }>(
    `SELECT g.title, min(l.arrived_at) AS at FROM failure_group g JOIN group_letter m ON m.group_id = g.id
      JOIN dead_letter l ON l.id = m.dead_letter_id GROUP BY g.id`,
  );
  const [row] = await database.query<{ uncovered: number }>(
    `SELECT count(*)::int AS uncovered FROM dead_letter l WHERE NOT EXISTS (
      SELECT FROM alert a JOIN post p ON p.id = a.post_id WHERE a.dead_letter_id = l.id AND p.stage = 'posted')`,
  );
  const posts = slack.posts();
  const told = failures.flatMap(({ word, channel }) => {
    const own = slack.posts(channel);
    const at = own.findIndex(
      ({ threadTs, versions, blocks }) =>
        threadTs === null && JSON.stringify([versions, blocks]).includes(word),
    );
    const begun = firsts.find(({ title }) => title.includes(word))?.at.getTime() ?? Number.NaN;
    const postedMs = Number(own[at]?.ts) * 1000;
    const freeMs = at > 0 ? Number(own[at - 1]?.ts) * 1000 + 1000 : 0;
    return { delayMs: postedMs - begun, ownMs: postedMs - Math.max(begun, freeMs) };
  });
  const at = (share: number) =>
    Math.round(
      quantile(
        told.map(({ delayMs }) => delayMs),
        share,
      ),
    );
  const ownAt = (share: number) =>
    Math.round(
      quantile(
        told.map(({ ownMs }) => ownMs),
        share,
      ),
    );
  const updates = slack.callsByMethod()['chat.update'] ?? 0;
  const replies = posts.filter(({ threadTs }) => threadTs !== null).length;
  const [routed] = await database.query<{ p50: number; p95: number }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::int AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms)::int AS p95 FROM (
      SELECT extract(epoch FROM p.created_at - l.arrived_at) * 1000 AS ms FROM post p JOIN post_group g ON g.post_id = p.id
      JOIN dead_letter l ON l.id = g.first_letter_id WHERE p.kind IN ('group', 'shared')) d`,
  );
  console.log(`Their posts were made after ${routed?.p50} ms (median), ${routed?.p95} ms (p95)`);
  console.log(
    `${posts.length} posts (${replies} in threads), ${updates} updates, ${slack.limitedCalls()} calls told to wait; first posts after ${at(0.5)} ms (median), ${at(0.95)} ms (p95), ${at(1)} ms (last); of these ${ownAt(0.5)}, ${ownAt(0.95)} and ${ownAt(1)} ms were not the channel's second`,
  );
  return {
    posts: posts.length,
    firstPostP95Ms: at(0.95),
    uncovered: row?.uncovered ?? Number.NaN,
    maxPostsPerSecondPerChannel: rounded(slack.maxPostsPerSecondPerChannel()),
  };
}
