// Finding letters in the built app: the query field by keyboard, its completion, its mistakes; wide and narrow, through axe.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { followNext } from '#lib/store/follow.ts';
import { marks } from '#lib/store/marks.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text, worker } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { joinBytes } from '#tests/wire.ts';

/** Axe takes its time. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let database: TestDatabase;
let web: Web;
let browser: Browser;

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url }),
    chromium.launch(chromiumOptions()),
  ]);
  const session = await openTestSession();
  const letters = Array.from({ length: 70 }, (_, at) =>
    delivery({
      headers: joinBytes(
        deathIn(at % 7 === 0 ? 'payments.card' : at % 2 === 0 ? 'orders.billing' : 'orders.stock', {
          count: (at % 4) + 1,
        }),
        text('x-tenant', at % 3 === 0 ? 'acme' : 'Globex GmbH'),
        text('x-exception-message', at % 5 === 0 ? 'Card declined (05)' : 'no route to host'),
      ),
      body: `{"customer":{"id":${440 + (at % 10)}},"total":${at}.0}`,
    }),
  );
  await session.store(...letters);
  while ((await followNext(worker, session.workerId, marks))?.hasMore);
  await database.query(`UPDATE dead_letter SET status = 'discarded' WHERE source_queue = 'payments.card'`);
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

const faultsOf = new Map<Page, string[]>();

async function open(path: string, options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    extraHTTPHeaders: await web.headers(),
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  faultsOf.set(page, faults);
  await page.goto(web.url + path);
  await see(page.locator('[data-clock="live"], [data-letter-id], [data-wrong-query]').first()).toBeVisible();
  return page;
}

/** For everybody, and no wider than the window. */
async function check(page: Page): Promise<void> {
  // After each change of the address it comes with the rest of the page.
  await see(page).toHaveTitle(/LetterThief/);
  const { violations } = await new AxeBuilder({ page: page as never }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
}

async function close(page: Page): Promise<void> {
  await check(page);
  expect(faultsOf.get(page)).toEqual([]);
  await page.context().close();
}

const rows = (page: Page) => page.locator('[data-letter-id]');
const field = (page: Page) => page.getByRole('combobox', { name: 'Find letters' });
const offers = (page: Page) => page.locator('[data-offers] [role="option"]');
const option = (page: Page, name: RegExp) => offers(page).filter({ hasText: name });
const queryOf = (page: Page) => new URL(page.url()).searchParams.get('q');

test('keys and values are completed by the keyboard, and the letters follow', async () => {
  const page = await open('/dead-letters?status=open');
  await see(rows(page)).toHaveCount(50);
  await page.keyboard.press('/');
  await see(field(page)).toBeFocused();
  await page.keyboard.type('sou');
  await see(option(page, /^source:/)).toBeVisible();
  await see(page.locator('[data-finds-text]')).toHaveText('Enter finds the text sou');
  await check(page);
  await page.keyboard.press('ArrowDown');
  await see(field(page)).toHaveAttribute('aria-activedescendant', /-0$/);
  await page.keyboard.press('Enter');
  await see(field(page)).toHaveValue('source:');
  await see(option(page, /^orders\.billing/)).toBeVisible();
  await page.keyboard.type('stock');
  await see(offers(page)).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await see(field(page)).toHaveValue('source:orders.stock ');
  await see(rows(page)).toHaveCount(30);
  expect(queryOf(page)).toBe('source:orders.stock');
  await page.keyboard.press('Escape');
  await see(field(page)).toHaveAttribute('aria-expanded', 'false');
  await close(page);
});

test('what may become a key is no text yet: it is looked for when one says so, goes on, or goes away', async () => {
  const page = await open('/dead-letters?status=open');
  await see(rows(page)).toHaveCount(50);
  await field(page).pressSequentially('deat');
  await see(option(page, /^deaths:/)).toBeVisible();
  expect(queryOf(page)).toBeNull();
  await page.keyboard.press('Enter');
  await see.poll(() => queryOf(page)).toBe('deat');
  await field(page).fill('key');
  await page.keyboard.press('Tab');
  await see.poll(() => queryOf(page)).toBe('key');
  await field(page).fill('customer siz');
  await page.keyboard.press('Escape');
  await see.poll(() => queryOf(page)).toBe('customer siz');
  await close(page);
});

test('headers and bodies: their names, their values, quoted where they must be', async () => {
  const page = await open('/dead-letters?status=any&q=');
  await field(page).fill('header.x-t');
  await option(page, /^x-tenant/).click();
  await see(field(page)).toHaveValue('header.x-tenant:');
  await option(page, /^Globex GmbH/).click();
  await see(field(page)).toHaveValue('header.x-tenant:"Globex GmbH" ');
  await page.keyboard.type('body.customer.');
  await option(page, /^id/).click();
  await page.keyboard.type(':443');
  await page.keyboard.press('Enter');
  await see.poll(() => queryOf(page)).toBe('header.x-tenant:"Globex GmbH" body.customer.id:443');
  const [found] = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM dead_letter WHERE encode(body, 'escape') LIKE '%:443}%' AND encode(property_bytes, 'escape') LIKE '%Globex%'
      AND status = 'open'`,
  );
  await see(rows(page)).toHaveCount(found!.n);
  await close(page);
});

test('a wrong query marks its place, and shows no letter', async () => {
  const page = await open('/dead-letters?status=open&q=card+qeue%3Aorders', { width: 375, dark: true });
  await see(page.locator('[data-query-fault] mark')).toHaveText('qeue');
  await see(page.locator('[data-query-fault]')).toContainText('Expected a key');
  await see(field(page)).toHaveAttribute('aria-invalid', 'true');
  await see(page.locator('[data-wrong-query]')).toBeVisible();
  await see(rows(page)).toHaveCount(0);
  await check(page);
  await field(page).fill('card queue:orders.*');
  await see(page.locator('[data-query-fault]')).toHaveCount(0);
  await see(rows(page).first()).toBeVisible();
  await close(page);
});

test('what is half typed is left alone; Enter asks for it all the same', async () => {
  const page = await open('/dead-letters?status=open');
  await see(rows(page)).toHaveCount(50);
  await field(page).fill('(source:orders.stock');
  await page.keyboard.press('Enter');
  await see(page.locator('[data-query-fault]')).toContainText('Expected “)”');
  await see(page.locator('[data-wrong-query]')).toBeVisible();
  await field(page).fill('(source:orders.stock)');
  await see(rows(page)).toHaveCount(30);
  await close(page);
});

test('the query has the say about the status, and the caption counts', async () => {
  const page = await open('/dead-letters?status=open', { width: 375 });
  await see(rows(page)).toHaveCount(50);
  await field(page).fill('status:discarded');
  await see(rows(page)).toHaveCount(10);
  expect(new URL(page.url()).searchParams.get('status')).toBeNull();
  await field(page).fill('customer');
  await see(page.locator('[data-caption]')).toHaveText('70 letters match');
  await close(page);
});

test('the help lists every key', async () => {
  const page = await open('/dead-letters?status=open');
  await see(rows(page)).toHaveCount(50);
  await page.keyboard.press('?');
  await see(page.locator('[data-query-help]')).toContainText('body.customer.id:443');
  await close(page);
});
