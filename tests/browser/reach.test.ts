// How many queues a plan reaches, in the built app on a real broker: unknown without the management API, told with it, and as of when.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readReach } from '#lib/store/reach.ts';
import { planAllThatMatch, stateOf, visit, type Visit } from '#tests/browser/run-page.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person } from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';

vi.setConfig({ testTimeout: 120_000 });
const inbox = '/dead-letters?status=open';
let database: TestDatabase;
let vhost: Vhost;
let web: Web;
let browser: Browser;
let worker: TestWorker;

beforeAll(async () => {
  [database, vhost, browser] = await Promise.all([
    makeDatabase(),
    makeVhost(),
    chromium.launch(chromiumOptions()),
  ]);
  await bind();
  const session = await openTestSession();
  const died = (routingKey: string, exchange = 'orders') =>
    delivery({ headers: deathIn('orders.billing', { exchange, routingKey }) });
  await session.store(
    ...Array.from({ length: 5 }, () => died('order.placed')),
    died('mail.asked'),
    died('<b>nobody</b>'),
    died('', 'by tenant'),
  );
  web = await startWeb({ DATABASE_URL: database.url });
  worker = await startTestWorker({ AMQP_URL: vhost.url });
}, 120_000);
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await worker.stop();
  await vhost.drop();
  await database.drop();
});

async function bind(): Promise<void> {
  const client = new Connection(vhost.url);
  await client.exchangeDeclare({ exchange: 'orders', type: 'topic', durable: true });
  await client.exchangeDeclare({ exchange: 'by tenant', type: 'headers', durable: true });
  for (const queue of ['orders.billing', 'orders.stock', 'mail.send'])
    await client.queueDeclare({ queue, durable: true });
  for (const queue of ['orders.billing', 'orders.stock'])
    await client.queueBind({ exchange: 'orders', queue, routingKey: 'order.#' });
  await client.queueBind({ exchange: 'orders', queue: 'mail.send', routingKey: 'mail.asked' });
  await client.close();
}

const reachOf = (page: Page, routingKey: string) =>
  page.locator('[data-plan-reach]').filter({ hasText: routingKey });

async function planAll(look = {}, way = /^To the exchange each/): Promise<Visit> {
  const visited = await visit(browser, web, inbox, look);
  await planAllThatMatch(visited.page, async (dialog) => dialog.getByRole('radio', { name: way }).check());
  await see(stateOf(visited.page, 'planned')).toBeVisible();
  return visited;
}

async function check(page: Page): Promise<void> {
  await see(page).toHaveTitle(/LetterThief/);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    page.viewportSize()!.width,
  );
}

test('without the management API the plan says that it is unknown, and which setting tells it', async () => {
  const { page, close } = await planAll();
  const told = page.locator('[data-panel="plan"]');
  await see(told).toContainText('Which queues these reach now is unknown');
  await see(told).toContainText('AMQP_MANAGEMENT_URL');
  await see(page.locator('[data-plan-reach]')).toHaveCount(0);
  await see(told).toContainText('orders › order.placed5');
  await check(page);
  await close();
});

test('with it each destination has its number of queues, and none is invented', async () => {
  await worker.stop();
  const env = { AMQP_URL: vhost.url, AMQP_MANAGEMENT_URL: process.env.TEST_MANAGEMENT_URL ?? '' };
  worker = await startTestWorker(env);
  const asked = { exchange: 'orders', routingKey: 'order.placed' };
  await until('a worker has asked', async () => 'count' in (await readReach(person, asked)));
  const { page, close } = await planAll();
  await see(reachOf(page, 'order.placed')).toContainText('reaches 2 queues, each of which gets them again');
  await see(page.locator('[data-reach-as-of]')).toContainText('as of');
  await see(reachOf(page, 'mail.asked')).toContainText('reaches 1 queue.');
  await see(reachOf(page, '<b>nobody</b>')).toContainText('reaches no queue: RabbitMQ would return these');
  await see(reachOf(page, 'by tenant')).toContainText('decides by headers');
  await close();
});

test('only to the queue that failed, it is that queue', async () => {
  const { page, close } = await planAll({}, /^Only to the queue/);
  await see(page.locator('[data-plan-reach]')).toHaveCount(1);
  await see(page.locator('[data-plan-reach]')).toContainText('reaches 1 queue.');
  await close();
});

for (const width of [375, 1440])
  for (const dark of [false, true])
    test(`a plan is readable at ${width}, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, close } = await planAll({ width, dark });
      await check(page);
      await close();
    });
