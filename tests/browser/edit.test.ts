// A letter edited before it is tried again, in a real Chromium: by keyboard and pointer, narrow and dark too, through axe.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { readEdit } from '#lib/store/edits.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let web: Web;
let browser: Browser;
let id: string;

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url }),
    chromium.launch(chromiumOptions()),
  ]);
  const headers = joinBytes(deathIn('orders.billing'), text('tenant', 'acme'), text('kept', 'yes'));
  await (await openTestSession()).store(delivery({ headers, body: '{"id":9007199254740993}' }));
  id = (await listDeadLetters(person, { limit: 1 })).items[0]!.id;
});
afterAll(async () => {
  await browser.close();
  await web.stop();
  await database.drop();
});

async function audit(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    page.viewportSize()!.width,
  );
}

test('e opens it, a wrong value is told, the changes are shown before they are sent, and kept beside the letter', async () => {
  const context = await browser.newContext({
    extraHTTPHeaders: await web.headers(),
    viewport: { width: 375, height: 800 },
    colorScheme: 'dark',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${web.url}/dead-letters/${id}`);
  await see(page.locator('[data-act=replay]')).toBeVisible();
  await see(async () => {
    await page.keyboard.press('e');
    await see(page).toHaveURL(/\/edit/, { timeout: 1000 });
  }).toPass();
  await see(page.getByText('locked: left out on replay')).toBeVisible();
  await audit(page);

  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('"paid":true,');
  await page.getByLabel('Type of tenant').selectOption('int32');
  await page.getByRole('button', { name: 'Review the changes…' }).click();
  await see(page.getByText('tenant: must be a whole number')).toBeVisible();
  await page.getByLabel('Value of tenant').fill('7');
  await page.getByRole('button', { name: 'Review the changes…' }).click();
  await see(page.getByText('header tenant set to 7')).toBeVisible();
  await audit(page);

  // Back and forth nothing is lost.
  await page.getByRole('button', { name: 'Edit further' }).click();
  await see(page.locator('.cm-content')).toContainText('"paid":true');
  await page.getByRole('button', { name: 'Review the changes…' }).click();
  await page.getByLabel('Why').fill('billing was right');
  await page.locator('[data-confirm=edited-replay]').click();
  await see(page.locator('[data-edited]')).toBeVisible();
  const [replay] = (await readDeadLetter(person, id)).replays;
  expect(replay).toMatchObject({ reason: 'billing was right', toKind: 'origin' });
  expect(atob((await readEdit(person, replay!.id)).body!)).toBe('{"paid":true,"id":9007199254740993}');
  await page.locator('[data-edited]').click();
  await see(page.getByRole('heading', { name: 'What was sent' })).toBeVisible();
  await see(page.locator('[data-panel=bodies]')).toContainText('1 line differs');
  await audit(page);
  expect(faults).toEqual([]);
  await context.close();
});
