// An hour of trouble, compressed: what a team's channel in Slack says of it, with two workers. By hand with a flood of 20,000:
// HOUR_LETTERS=20000 HOUR_OUTAGE_S=60 HOUR_SHOTS=docs npm test -- journey
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { setAlertRoutes } from '#lib/store/alert-routes.ts';
import { db } from '#lib/store/client.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { openShop, type Shop } from '#tests/browser/story/shop.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text, type TestSession } from '#tests/letters.ts';
import { startWeb, startWorker, until, type Running, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { joinBytes } from '#tests/wire.ts';

const FLOOD = Number(process.env.HOUR_LETTERS ?? 600);
const OUTAGE_MS = Number(process.env.HOUR_OUTAGE_S ?? 12) * 1000;
const SHOTS = process.env.HOUR_SHOTS;
const LONG_MS = 60_000 + FLOOD * 60;
const secret = 'a-signing-secret-of-an-hour';

let database: TestDatabase;
let vhost: Vhost;
let slack: StandInSlack;
let web: Web;
let workers: Running[];
let shop: Shop;
let session: TestSession;

beforeAll(async () => {
  const users = [
    { id: 'U0ADA0000', name: 'ada' },
    { id: 'U0GRACE00', name: 'grace' },
  ];
  const slackOptions = { channel: 'dead-letters', users };
  [database, vhost, slack] = await Promise.all([makeDatabase(), makeVhost(), startSlack(slackOptions)]);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
    SLACK_SIGNING_SECRET: secret,
  };
  web = await startWeb(env);
  workers = await Promise.all([startWorker(env), startWorker(env)]);
  slack.setApp({ interactionsUrl: `${web.url}/api/slack/interactions`, signingSecret: secret });
  const common = { role: 'operator', seeQueues: ['*'], actQueues: ['*'] };
  await db().person.createMany({
    data: [
      {
        ...common,
        id: '01939b2e-7c1a-7000-8000-0000000000aa',
        name: 'Ada',
        email: 'ada@x.org',
        slackId: 'U0ADA0000',
      },
      {
        ...common,
        id: '01939b2e-7c1a-7000-8000-0000000000ab',
        name: 'Grace',
        email: 'grace@x.org',
        slackId: 'U0GRACE00',
      },
    ],
  });
  const document = { items: [], default: { mention: 'U0ADA0000' } };
  await setAlertRoutes({ kind: 'system' }, alertRoutesRequest.parse(document), {
    version: null,
    slackChannel: slack.channel,
  });
  await vhost.waitForOwnQueue();
  shop = await openShop(vhost);
  shop.works = () => true;
  session = await openTestSession(true);
}, 180_000);
afterAll(async () => {
  await shop.close();
  await Promise.all(workers.map((worker) => worker.stop()));
  await web.stop();
  await slack.stop();
  await vhost.drop();
  await database.drop();
});

const channel = () => slack.posts().filter(({ threadTs }) => threadTs === null);
const saysOf = (word: string) => channel().findLast((post) => JSON.stringify(post).includes(word));
const says = (word: string, what: string, ms = 60_000) =>
  until(
    `the post of ${word} says ${what}`,
    async () => JSON.stringify(saysOf(word)?.blocks ?? '').includes(what),
    workers[0],
    ms,
  );
const press = (user: string, word: string, action: string) => slack.press(user, saysOf(word)!.ts, action);
const failing = (queue: string, error: string) =>
  delivery({ headers: joinBytes(deathIn(queue), text('x-exception-message', error)) });
const untold = async () => {
  const [row] = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM dead_letter l WHERE NOT EXISTS (
      SELECT FROM alert a JOIN post p ON p.id = a.post_id WHERE a.dead_letter_id = l.id AND p.stage = 'posted')`,
  );
  return row!.n;
};
const isAllTold = (ms: number) =>
  until('every letter is told', async () => (await untold()) === 0, workers[0], ms);

test('it is quiet while all goes well', async () => {
  await shop.send(0, 30, 5);
  await sleep(3000);
  expect(channel()).toEqual([]);
});

test('one new failure is one post, with its next letters in the thread', async () => {
  await session.store(failing('invoices.print', 'PrinterOffline: tray 2 is empty'));
  await says('PrinterOffline', 'Rejected by its consumer', 5000);
  expect(saysOf('PrinterOffline')!.pings).toEqual(['U0ADA0000']);
  await session.store(
    ...Array.from({ length: 3 }, () => failing('invoices.print', 'PrinterOffline: tray 2 is empty')),
  );
  await until('the thread has them', async () => slack.thread(saysOf('PrinterOffline')!.ts).length > 1);
  await press('grace', 'PrinterOffline', 'take');
  await says('PrinterOffline', '`Grace` is on it');
});

test(
  'a flood in three groups is three posts with counts that are kept up',
  async () => {
    shop.works = () => false;
    await shop.send(100, 100 + FLOOD, 50);
    const numbers = Array.from({ length: FLOOD }, (_, at) => 100 + at);
    for (const [at, cause] of ['Card', 'Article', 'template'].entries()) {
      const many = numbers.filter((no) => no % 3 === at).length.toLocaleString('en-US');
      await says(cause, `*${many} letters*`, LONG_MS);
    }
    expect(channel()).toHaveLength(4);
  },
  60_000 + LONG_MS,
);

test(
  'while Slack is out nothing is lost, and what came meanwhile is told after it, once',
  async () => {
    slack.breakDown('failing');
    await session.store(failing('stock.count', 'NegativeStock: article 7 has -1'));
    await sleep(OUTAGE_MS);
    expect(saysOf('NegativeStock')).toBeUndefined();
    expect(await untold()).toBeGreaterThan(0);
    slack.breakDown(null);
    await says('NegativeStock', 'Rejected by its consumer', 90_000);
    await isAllTold(60_000);
  },
  180_000 + OUTAGE_MS,
);

test(
  'after the fix the letters are tried again from Slack, and the posts say by whom',
  async () => {
    shop.works = () => true;
    for (const cause of ['Card', 'Article', 'template'])
      expect(await press('ada', cause, 'try_again')).toMatchObject({ status: 200, isInTime: true });
    await press('grace', 'PrinterOffline', 'discard');
    for (const cause of ['Card', 'Article', 'template']) await says(cause, '*tried again* by `Ada`', LONG_MS);
    await says('PrinterOffline', '*discarded* by `Grace`');
    expect(shop.took.length).toBe(30 + FLOOD);
  },
  60_000 + 2 * LONG_MS,
);

test('a relapse is a new post that says so, and the earlier one leads to it', async () => {
  shop.works = ({ no }) => no % 3 !== 0;
  await shop.send(200_001, 200_001 + 9, 3);
  await says('Card', '*Came back*: tried again');
  const cards = channel().filter((post) => JSON.stringify(post).includes('Card'));
  expect(cards).toHaveLength(2);
  await until('the earlier says so', async () =>
    JSON.stringify(channel().find(({ ts }) => ts === cards[0]!.ts)).includes('*came back*'),
  );
}, 120_000);

test('the channel is read in under a minute: six posts, all letters told, Slack’s rate kept', async () => {
  await isAllTold(60_000);
  expect(channel()).toHaveLength(6);
  expect(slack.maxPostsPerSecondPerChannel()).toBe(1);
  const words = channel()
    .map(({ text: said }) => said)
    .join(' ');
  expect(words.split(/\s+/).length).toBeLessThan(200);
  await look();
}, 120_000);

/** As a person would, wide and narrow, by day and by night. */
async function look(): Promise<void> {
  const browser = await chromium.launch(chromiumOptions());
  for (const [name, width, colorScheme] of [
    ['alerts-channel', 1440, 'light'],
    ['alerts-channel-dark', 1440, 'dark'],
    ['alerts-channel-narrow', 375, 'light'],
  ] as const) {
    const page = await browser.newPage({
      viewport: { width, height: width === 375 ? 812 : 1500 },
      colorScheme,
    });
    await page.goto(slack.pageUrl);
    await page.getByText('Came back').first().waitFor();
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
  }
  await browser.close();
}
