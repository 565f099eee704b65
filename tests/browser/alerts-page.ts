// The page of alerts in the built app, with letters of three queues: opened as somebody, and what stands on it.
import { chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect } from 'vitest';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { readAlertRoutes, setAlertRoutes } from '#lib/store/alert-routes.ts';
import { followNext } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, worker } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { failing } from '#tests/store/failing.ts';
import { joinBytes } from '#tests/wire.ts';

const slack = {
  SLACK_BOT_TOKEN: 'xoxb-of-a-test',
  SLACK_CHANNEL: '#dead-letters',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
};
export let database: TestDatabase;
let web: Web;
let browser: Browser;
const faults: string[] = [];

/** Before and after all tests of the file that calls it. */
export function stageAlerts(): void {
  beforeAll(async () => {
    database = await makeDatabase();
    [web, browser] = await Promise.all([
      startWeb({ DATABASE_URL: database.url, ...slack }),
      chromium.launch(chromiumOptions()),
    ]);
    const session = await openTestSession();
    await session.store(
      failing({ message: 'Do not honour (05) *really* <!channel> `x`' }),
      failing({
        queue: 'mail.send',
        type: 'smtp.Timeout',
        message: 'no answer in 30 s from <b>mx.example.com</b>',
      }),
      delivery({
        headers: joinBytes(deathIn('orders.stock', { reason: 'expired' }), text('x-tenant', 'acme')),
        body: '{"order":88213}',
      }),
    );
    await followNext(worker, '00000000-0000-7000-8000-0000000000a1', groups);
  });
  afterAll(async () => {
    await browser.close();
    expect(await web.stop()).toBe(0);
    await database.drop();
  });
}

export async function open({
  width = 1440,
  dark = false,
  headers = {},
  at = web,
}: { width?: number; dark?: boolean; headers?: object; at?: Web } = {}): Promise<Page> {
  faults.length = 0;
  const context = await browser.newContext({
    extraHTTPHeaders: { ...(await at.headers()), ...headers },
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports a call that is meant to be refused.
    if (message.type() === 'error' && !/status of 4(00|09)/.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${at.url}/alerts`);
  return page;
}

export async function close(page: Page): Promise<void> {
  expect(faults).toEqual([]);
  await page.context().close();
}

export const row = (page: Page, at: number | 'default') => page.locator(`[data-route="${at}"]`);
export const watch = (page: Page, at: number) => page.locator(`[data-watch="${at}"]`);
export const names = (page: Page) => page.locator('[data-route-name]').allInnerTexts();
export const save = (page: Page) => page.locator('[data-act="save-routes"]');
export const stored = () => readAlertRoutes(person, slack.SLACK_CHANNEL);
export const shoot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
};

export const routes = {
  match: 'first',
  items: [
    {
      name: 'Payments, at once',
      query: 'source:payments.* OR source:orders.billing',
      target: '#payments',
      mention: 'owner',
      showsBody: true,
    },
    {
      name: 'Mail',
      query: 'source:mail.* type:smtp*',
      target: 'C0123ABCD',
      mention: 'S0123TEAM',
      reasons: ['rejected', 'delivery_limit'],
      quiet: { from: '19:00', until: '07:00', zone: 'Europe/Berlin', wholeDays: ['sat', 'sun'] },
    },
    {
      name: 'Stock that nobody took in time',
      query: 'source:orders.stock reason:expired',
      target: '#stock-and-supply',
    },
  ],
  default: { mention: 'nobody' },
};
export const set = (given: object = routes) =>
  setAlertRoutes(person, alertRoutesRequest.parse(given), {
    version: null,
    slackChannel: slack.SLACK_CHANNEL,
  });
