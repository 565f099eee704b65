// A paused queue in the built app, on a real broker: what the pages say of it, and letters that a run puts back into it.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runWhys } from '#lib/domain/run-words.ts';
import { pauseQueue } from '#lib/store/pauses.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { person } from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { startTestWorker, type TestWorker } from '#tests/worker-in-process.ts';
import { countOf, planAllThatMatch, press, stateOf, visit, type Visit } from '#tests/browser/run-page.ts';

vi.setConfig({ testTimeout: 120_000 });
let database: TestDatabase;
let vhost: Vhost;
let web: Web;
let browser: Browser;
let worker: TestWorker;
let client: Connection;

beforeAll(async () => {
  [database, vhost, browser] = await Promise.all([
    makeDatabase(),
    makeVhost(),
    chromium.launch(chromiumOptions()),
  ]);
  web = await startWeb({ DATABASE_URL: database.url });
  worker = await startTestWorker({ AMQP_URL: vhost.url });
  await vhost.waitForOwnQueue();
  client = new Connection(vhost.url);
  await client.exchangeDeclare({ exchange: 'orders', type: 'topic', durable: true });
  await client.queueDeclare({
    queue: 'orders.billing',
    durable: true,
    arguments: { 'x-message-ttl': 0, 'x-dead-letter-exchange': 'letterthief' },
  });
  await client.queueBind({ exchange: 'orders', queue: 'orders.billing', routingKey: 'order.#' });
  await die(3);
  await until('they are stored', async () => (await countStored()) === 3);
}, 120_000);
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await worker.stop();
  await client.close();
  await vhost.drop();
  await database.drop();
});

/** So many letters expire in orders.billing. */
async function die(count: number): Promise<void> {
  const publisher = client.createPublisher({ confirm: true });
  for (let at = 0; at < count; at++)
    await publisher.send({ exchange: 'orders', routingKey: 'order.placed', durable: true }, `order ${at}`);
  await publisher.close();
}

const countStored = async () => (await database.query('SELECT 1 FROM dead_letter')).length;
const waiting = async () => (await client.queueDeclare({ queue: 'letterthief', passive: true })).messageCount;
const inbox = '/dead-letters?status=open';
const open = (path: string, look = {}) => visit(browser, web, path, look);
const row = (page: Page) => page.locator('tr[data-queue="letterthief"]');
const foot = (page: Page) => page.locator('[data-problems]');

async function change(page: Page, act: 'pause' | 'resume', why = ''): Promise<void> {
  await row(page).locator(`[data-act="${act}"]`).click();
  await page.getByLabel('Why').fill(why);
  await page.locator(`[data-confirm="${act}"]`).click();
  await see(page.getByRole('dialog')).toHaveCount(0);
}

async function planPutBack({ page }: Visit): Promise<void> {
  await planAllThatMatch(page, async (dialog) => {
    await dialog.getByRole('radio', { name: /^Put back/ }).check();
    await dialog.getByLabel('Letters a second').fill('');
  });
}

test('while the queue is drained a run puts nothing back into it, and says what to do first', async () => {
  const visited = await open(inbox);
  await planPutBack(visited);
  const { page, close } = visited;
  await see(page.locator('[data-panel="plan"]')).toContainText(runWhys.drained);
  await see(page.getByRole('heading', { level: 1 })).toHaveText('None of 3 letters can go');
  await see(page.locator('[data-how-to-pause] a')).toHaveAttribute('href', '/queues');
  await see(page.locator('[data-run-act="start"]')).toHaveCount(0);
  await close();
});

test('paused on the Queues page it rests: the inbox says so, and what dies waits in RabbitMQ', async () => {
  const reading = await open(inbox);
  await see(foot(reading.page)).toHaveAttribute('data-problems', '0');
  const { page, close } = await open('/queues');
  await change(page, 'pause', 'another <b>tool</b> wants them');
  await see(row(page)).toHaveAttribute('data-queue-state', 'paused');
  await see(row(page).locator('[data-paused]')).toContainText('letters wait in RabbitMQ');
  await see(row(page).locator('[data-paused]')).toContainText('“another <b>tool</b> wants them”');
  await see(foot(reading.page)).toContainText('letterthief is paused: what dies waits in RabbitMQ');
  await die(1);
  await until('it waits', async () => (await waiting()) === 1);
  await see(row(page).locator('[data-paused]')).toContainText('RabbitMQ (1)', { timeout: 30_000 });
  expect(await countStored()).toBe(3);
  await reading.close();
  await close();
});

test('a run puts letters back into it, and resumed they come in again beside what waited', async () => {
  const visited = await open(inbox);
  await planPutBack(visited);
  const { page, close } = visited;
  await see(page.getByRole('heading', { level: 1 })).toHaveText('Put 3 letters back?');
  await see(page.locator('[data-panel="plan"]')).toContainText('queue letterthief3');
  await press(page, 'start');
  await see(stateOf(page, 'done')).toBeVisible({ timeout: 30_000 });
  await see(countOf(page, 'confirmed')).toHaveText('3');
  expect(await waiting()).toBe(4);
  await page.goto(`${web.url}/queues`);
  await change(page, 'resume');
  await see(row(page)).toHaveAttribute('data-queue-state', 'draining', { timeout: 30_000 });
  await see(foot(page)).toHaveAttribute('data-problems', '0');
  await page.goto(web.url + inbox);
  await see(page.locator('[data-letter-id]')).toHaveCount(4, { timeout: 30_000 });
  await see(page.getByText('was put back')).toHaveCount(3);
  await close();
});

test('planned while it was paused and started after it was resumed, none of them goes', async () => {
  const queues = await open('/queues');
  await change(queues.page, 'pause');
  await see(row(queues.page).locator('[data-paused]')).toContainText('letters wait in RabbitMQ');
  const visited = await open(inbox);
  await planPutBack(visited);
  await change(queues.page, 'resume');
  await see(row(queues.page)).toHaveAttribute('data-queue-state', 'draining', { timeout: 30_000 });
  const { page, close } = visited;
  await press(page, 'start');
  await see(stateOf(page, 'done')).toBeVisible({ timeout: 30_000 });
  await see(countOf(page, 'left_out')).toHaveText('4');
  await see(page.locator('[data-panel="plan"]')).toContainText(`${runWhys.drained}4`);
  await queues.close();
  await close();
});

describe('while it is paused', () => {
  beforeAll(async () => {
    await pauseQueue(person, 'letterthief', { reason: 'a look' });
  });

  for (const width of [375, 1440])
    for (const dark of [false, true])
      test(`queues, inbox and runs are readable at ${width}, ${dark ? 'dark' : 'light'}`, async () => {
        const { page, close } = await open('/queues', { width, dark });
        const check = async () => {
          await see(page.locator('h1')).toBeVisible();
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        };
        await see(row(page).locator('[data-paused]')).toContainText('letters wait');
        await check();
        await row(page).locator('[data-act="resume"]').click();
        await check();
        await page.goto(web.url + inbox);
        await see(foot(page)).toContainText('is paused');
        await check();
        await page.goto(`${web.url}/replay-runs`);
        await page.locator('[data-run] a').first().click();
        await see(page.locator('[data-panel="plan"]')).toBeVisible();
        await check();
        await close();
      });
});
