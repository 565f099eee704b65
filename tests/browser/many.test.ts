// What is done to many letters from the inbox, in a real Chromium: all that match are discarded and restored, exports imported,
// and new ones told by their filter.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, text, type TestSession } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';
import { joinBytes } from '#tests/wire.ts';

/** Axe takes its time. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let database: TestDatabase;
let web: Web;
let browser: Browser;
let session: TestSession;

const inQueue = (queue: string, error = 'no route to host') =>
  delivery({ headers: joinBytes(deathIn(queue), text('x-exception-message', error)) });
const many = (count: number, queue: string) => Array.from({ length: count }, () => inQueue(queue));

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url }),
    chromium.launch(chromiumOptions()),
  ]);
  session = await openTestSession();
  await session.store(...many(120, 'orders.billing'), ...many(3, 'mail.send'));
});

afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

const faults: string[] = [];

async function open(
  path: string,
  { width = 1440, dark = false, headers = {} }: { width?: number; dark?: boolean; headers?: object } = {},
): Promise<Page> {
  faults.length = 0;
  const context = await browser.newContext({
    extraHTTPHeaders: { ...(await web.headers()), ...headers },
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(web.url + path);
  await see(page.locator('[data-clock="live"], [data-letter-id]').first()).toBeVisible();
  return page;
}

async function check(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page: page as never }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
}

async function close(page: Page): Promise<void> {
  await check(page);
  expect(faults).toEqual([]);
  await page.context().close();
}

const rows = (page: Page) => page.locator('[data-letter-id]');
const act = (page: Page, name: string) => page.locator(`[data-act=${name}]`);
const confirm = (page: Page, name: string) => page.locator(`[data-confirm=${name}]`);

async function statuses(queue: string): Promise<Record<string, number>> {
  const found = await database.query<{ status: string; n: number }>(
    'SELECT status, count(*)::int AS n FROM dead_letter WHERE source_queue = $1 GROUP BY status',
    [queue],
  );
  return Object.fromEntries(found.map(({ status, n }) => [status, n]));
}

test('all that match are discarded at once, by keyboard, and restored by Undo', async () => {
  const page = await open('/dead-letters?status=open&queue=orders.billing');
  await see(rows(page)).toHaveCount(50);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await see(act(page, 'select-all')).toHaveText('Select all 120 that match');
  await act(page, 'select-all').press('Enter');
  await see(page.locator('[data-selection=all]')).toContainText('All 120 that match');
  await page.keyboard.press('d');
  await see(page.getByRole('dialog')).toContainText('Discard 120 open letters?');
  await see(page.getByRole('dialog')).toContainText('To restore them');
  await see(confirm(page, 'discard-all')).toHaveText('Discard all 120');
  await check(page);
  await page.getByLabel('Why').fill('a bad deploy');
  await confirm(page, 'discard-all').press('Enter');
  await see(page.getByText('120 letters discarded')).toBeVisible();
  expect(await statuses('orders.billing')).toEqual({ discarded: 120 });
  expect(await statuses('mail.send')).toEqual({ open: 3 });
  await see(page.locator('[data-selection]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await see(page.getByText('120 letters restored')).toBeVisible();
  expect(await statuses('orders.billing')).toEqual({ open: 120 });
  await close(page);
});

test('a discard of long ago is restored from the discarded ones, on a narrow screen', async () => {
  await database.query(`UPDATE dead_letter SET status = 'discarded' WHERE source_queue = 'orders.billing'`);
  const page = await open('/dead-letters?status=discarded', { width: 375, dark: true });
  await see(rows(page)).toHaveCount(50);
  await rows(page).first().getByRole('checkbox').check();
  await act(page, 'select-all').click();
  await see(act(page, 'discard-all')).toHaveCount(0);
  await check(page);
  await act(page, 'restore-all').click();
  await see(confirm(page, 'restore-all')).toHaveText('Restore all 120');
  await check(page);
  await confirm(page, 'restore-all').click();
  await see(page.getByText('120 letters restored')).toBeVisible();
  expect(await statuses('orders.billing')).toEqual({ open: 120 });
  await close(page);
});

test('one row chosen by itself ends the choice of all', async () => {
  const page = await open('/dead-letters?status=open');
  await rows(page).first().getByRole('checkbox').check();
  await act(page, 'select-all').click();
  await rows(page).nth(1).getByRole('checkbox').uncheck();
  await see(page.locator('[data-selection="49"]')).toBeVisible();
  await close(page);
});

test('new letters are counted by the filter alone, and exactly, also those that no page of the list reaches', async () => {
  const page = await open('/dead-letters?status=open&q=source%3Amail.*');
  await see(rows(page)).toHaveCount(3);
  const pill = page.locator('[data-new-letters]');
  await session.store(...many(2, 'orders.billing'), inQueue('mail.send'));
  await see(pill).toHaveText('1 new');
  await session.store(...many(310, 'mail.send'), inQueue('orders.billing'));
  await see(pill).toHaveText('311 new', { timeout: 20_000 });
  await pill.click();
  await see(rows(page)).toHaveCount(50);
  await see(pill).toHaveCount(0);
  await see(page.locator('[data-caption]')).toHaveText('314 letters match');
  await close(page);
});

test('an export is imported: what was stored, what was there, which lines were refused and why', async () => {
  const answer = await web.fetch('/api/v1/dead-letters/export?queue=mail.send&status=open');
  const lines = (await answer.text()).trimEnd().split('\n');
  await database.query(
    `DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE source_queue = 'mail.send' LIMIT 300)`,
  );
  lines.splice(3, 0, 'not a line', '{"id":"<b>x</b>"}');
  const page = await open('/dead-letters?status=open', { dark: true, width: 375 });
  await page.locator('[data-tool=export]').press('Enter');
  await check(page);
  await page.locator('[data-tool=import]').click();
  const choose = page.getByLabel('File');
  await choose.setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('id,queue\n') });
  await confirm(page, 'import').click();
  await see(page.getByRole('alert')).toContainText('This is no NDJSON export');
  await check(page);
  await choose.setInputFiles({ name: 'mail.ndjson', mimeType: '', buffer: Buffer.from(lines.join('\n')) });
  await confirm(page, 'import').click();
  const report = page.locator('[data-import-report]');
  await see(report).toContainText('300 letters');
  await see(report).toContainText('14 letters · left as they are');
  await see(report).toContainText('2 lines');
  await see(report.getByRole('row').nth(1)).toHaveText(/^4\s*is not JSON, or cut off$/);
  await see(report).toContainText('does not come or tells another number'.replace('does', 'did'));
  await check(page);
  await page.keyboard.press('Escape');
  await see(page.locator('[data-tool=export]')).toBeFocused();
  expect(await statuses('mail.send')).toEqual({ open: 314 });
  await close(page);
});

test('who is no administrator sees that import is theirs, and who only looks discards nothing', async () => {
  const page = await open('/dead-letters?status=open', {
    headers: await makeTestToken(database.url, { role: 'viewer' }),
  });
  await page.locator('[data-tool=export]').click();
  await see(page.locator('[data-tool=import]')).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await rows(page).first().getByRole('checkbox').check();
  await see(page.locator('[data-selection]')).toContainText('You may look, not act');
  await close(page);
});
