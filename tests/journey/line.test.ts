// The whole line on real services: published, rejected, stored, alerted, seen, tried again by a click, received again.
import { randomUUID } from 'node:crypto';
import { chromium, expect as see, type Browser } from '@playwright/test';
import { Connection, type AsyncMessage } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeadLetterDetail, DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, startWorker, until, type Running, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';

let database: TestDatabase;
let vhost: Vhost;
let slack: StandInSlack;
let browser: Browser;
let workers: Running[];
let webs: Web[];
let client: Connection;

beforeAll(async () => {
  [database, vhost, slack, browser] = await Promise.all([
    makeDatabase(),
    makeVhost(),
    startSlack(),
    chromium.launch(chromiumOptions()),
  ]);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_CHANNEL: slack.channel,
    SLACK_API_URL: slack.url,
  };
  workers = await Promise.all([startWorker(env), startWorker(env)]);
  webs = await Promise.all([startWeb(env), startWeb(env)]);
  await vhost.waitForOwnQueue();
  client = new Connection(vhost.url);
});

afterAll(async () => {
  await client.close();
  await browser.close();
  expect(await Promise.all(webs.map((web) => web.stop()))).toEqual([0, 0]);
  expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
  await slack.stop();
  await vhost.drop();
  await database.drop();
});

const sent = {
  headers: {
    text: 'Grüße',
    count: 7,
    big: 9_007_199_254_740_993n,
    flag: true,
    nothing: null,
    ratio: 0.1,
    list: [1, 'two', false],
    nested: { inner: { deep: 'x' } },
    when: new Date('2026-11-21T10:00:00Z'),
    'x-exception-message': 'Do not honour (05) for order 88213',
  },
  properties: {
    contentType: 'application/json',
    contentEncoding: 'utf8',
    priority: 3,
    correlationId: 'ord-88213',
    replyTo: 'answers',
    messageId: '0d9c',
    timestamp: 1_795_255_200,
    type: 'OrderPlaced',
    appId: 'shop-api',
  },
};

/** What the failure left is not sent again (delivery contract, "Replay"); all else must be. */
const kept = Object.keys(sent.headers).filter((name) => name !== 'x-exception-message');

/** What must be the same on the first and on the second way to the consumer. */
function essence(message: AsyncMessage): object {
  const { headers, ...rest } = message;
  const own = Object.fromEntries(kept.map((name) => [name, headers?.[name]]));
  const told = Object.fromEntries(
    Object.keys(sent.properties).map((name) => [name, (rest as Record<string, unknown>)[name]]),
  );
  return {
    own,
    told,
    body: message.body as unknown,
    exchange: message.exchange,
    routingKey: message.routingKey,
    durable: message.durable,
  };
}

/** orders → orders.billing, which rejects to LetterThief's exchange until it is fixed. */
async function startBilling(name: string) {
  const received: AsyncMessage[] = [];
  let isFixed = false;
  const exchange = `orders-${name}`;
  const queue = `orders.billing.${name}`;
  const consumer = client.createConsumer(
    {
      queue,
      requeue: false,
      exchanges: [{ exchange, type: 'topic', durable: true }],
      queueOptions: { queue, durable: true, arguments: { 'x-dead-letter-exchange': 'letterthief' } },
      queueBindings: [{ exchange, routingKey: 'order.#' }],
    },
    async (message) => {
      received.push(message);
      if (!isFixed) throw new Error('rejected');
    },
  );
  consumer.on('error', () => undefined);
  await new Promise((resolve) => consumer.once('ready', resolve));
  return { exchange, queue, received, fix: () => (isFixed = true), close: () => consumer.close() };
}

test('a rejected message is stored, alerted, seen, tried again by a click, received again unchanged, and confirmed in the page', async () => {
  const billing = await startBilling(randomUUID().slice(0, 8));
  const publisher = client.createPublisher({ confirm: true });
  const body = { orderId: 88213, note: 'naïve ☂' };
  await publisher.send(
    {
      exchange: billing.exchange,
      routingKey: 'order.placed',
      durable: true,
      ...sent.properties,
      headers: sent.headers,
    },
    body,
  );

  let letter: DeadLetterSummary | undefined;
  await until('the letter is stored', async () => {
    const page = (await (await webs[1]!.fetch(`/api/v1/dead-letters?queue=${billing.queue}`)).json()) as {
      items: DeadLetterSummary[];
    };
    letter = page.items[0];
    return letter !== undefined;
  });
  expect(letter).toMatchObject({
    status: 'open',
    sourceQueue: billing.queue,
    exchange: billing.exchange,
    routingKey: 'order.placed',
    reason: 'rejected',
    deaths: 1,
    errorMessage: sent.headers['x-exception-message'],
    properties: { messageId: '0d9c', timestamp: '1795255200' },
  });
  const { id } = letter!;
  await until('Slack shows it', async () => JSON.stringify(slack.posts()).includes(id));

  const page = await browser.newPage({ extraHTTPHeaders: await webs[0]!.headers() });
  await page.goto(`${webs[0]!.url}/dead-letters?status=open`);
  await page.locator(`[data-row-link="${id}"]`).first().click();
  await see(page.getByRole('heading', { level: 1 })).toContainText('Do not honour (05)');
  await see(page.locator('[data-header="big"]')).toContainText('9007199254740993');
  billing.fix();
  await page.locator('[data-act="replay"]').click();
  await page.locator('[data-confirm="replay"]').click();
  await see(page.locator('[data-replay-stage="confirmed"]')).toBeVisible();
  await page.close();

  await until('it is received again', async () => billing.received.length === 2);
  const [first, second] = billing.received as [AsyncMessage, AsyncMessage];
  expect(essence(second)).toEqual(essence(first));
  expect(Object.keys(second.headers ?? {}).toSorted()).toEqual(
    [...kept, 'x-letterthief-replay-id'].toSorted(),
  );
  const detail = (await (await webs[1]!.fetch(`/api/v1/dead-letters/${id}`)).json()) as DeadLetterDetail;
  expect(detail).toMatchObject({ status: 'replayed', alerts: [{ state: 'posted', covers: 1 }] });
  expect(detail.replays).toMatchObject([
    { stage: 'confirmed', id: second.headers?.['x-letterthief-replay-id'] },
  ]);
  await publisher.close();
  await billing.close();
});

test('a letter that is tried again too early comes back, and both letters say so', async () => {
  const billing = await startBilling(randomUUID().slice(0, 8));
  const publisher = client.createPublisher({ confirm: true });
  await publisher.send({ exchange: billing.exchange, routingKey: 'order.placed' }, 'x');
  const list = async () =>
    (
      (await (await webs[0]!.fetch(`/api/v1/dead-letters?queue=${billing.queue}`)).json()) as {
        items: DeadLetterSummary[];
      }
    ).items;
  await until('the letter is stored', async () => (await list()).length === 1);
  const [first] = await list();
  await webs[1]!.fetch('/api/v1/replays', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deadLetterIds: [first!.id], to: { kind: 'origin' } }),
  });
  await until('it came back', async () => (await list()).length === 2);
  const [back] = await list();
  expect(back!.cameFrom).toMatchObject({ deadLetterId: first!.id, isSameQueue: true });
  expect(back!.deaths).toBe(1);
  await publisher.close();
  await billing.close();
});
