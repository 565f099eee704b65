// The chart above the inbox in the built app: it shows when letters arrived, and a column or several are a filter.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { delivery, openTestSession } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';

const HOURS = 20;
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
  await session.store(...Array.from({ length: 200 }, (_, at) => delivery({ body: `{"order":${at}}` })));
  // As if they had arrived over some hours, ever more of them.
  await database.query(`WITH numbered AS (SELECT id, sqrt(seq % 200) * ${HOURS} / 14.2 AS hours FROM dead_letter)
    UPDATE dead_letter l SET arrived_at = now() - interval '1 hour' * (${HOURS} - n.hours),
      id = (lpad(to_hex((extract(epoch FROM now() - interval '1 hour' * (${HOURS} - n.hours)) * 1000)::bigint), 12, '0')
        || substr(replace(l.id::text, '-', ''), 13))::uuid FROM numbered n WHERE n.id = l.id`);
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

async function open(path: string, { width = 1440, dark = false } = {}): Promise<Page> {
  const context = await browser.newContext({
    extraHTTPHeaders: await web.headers(),
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  await page.goto(web.url + path);
  await see(columnsOf(page).first()).toBeVisible();
  return page;
}

const columnsOf = (page: Page) => page.locator('[data-histogram] button');

function timesOf(page: Page): { after: number; before: number } {
  const { searchParams } = new URL(page.url());
  return {
    after: Date.parse(searchParams.get('after') ?? ''),
    before: Date.parse(searchParams.get('before') ?? ''),
  };
}

test('by keyboard: the arrows move, Shift takes more columns, Enter makes them the filter', async () => {
  const page = await open('/dead-letters?status=open');
  const columns = columnsOf(page);
  const many = await columns.count();
  expect(many).toBeGreaterThan(10);
  await columns.last().focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await see(page.locator('[data-histogram] button[aria-pressed="true"]')).toHaveCount(3);
  await page.keyboard.press('Enter');
  await page.waitForURL(/after=/);
  const { after, before } = timesOf(page);
  expect((before - after) % 3).toBe(0);
  expect(new URL(page.url()).searchParams.get('status')).toBe('open');
  await page.context().close();
});

test('by pointer: a click takes a column, a drag takes all from one to another', async () => {
  const page = await open('/dead-letters');
  await columnsOf(page).nth(5).click();
  await page.waitForURL(/after=/);
  const one = timesOf(page);
  await page.goto(`${web.url}/dead-letters`);
  await see(columnsOf(page).first()).toBeVisible();
  const from = (await columnsOf(page).nth(5).boundingBox())!;
  const to = (await columnsOf(page).nth(8).boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + 20, { steps: 8 });
  await page.mouse.up();
  await page.waitForURL(/after=/);
  const four = timesOf(page);
  expect(four.before - four.after).toBe(4 * (one.before - one.after));
  await page.context().close();
});

for (const [width, dark] of [
  [1440, false],
  [375, true],
] as const)
  test(`at ${width} pixels, ${dark ? 'dark' : 'light'}, nothing stands in anybody's way`, async () => {
    const page = await open('/dead-letters', { width, dark });
    const { violations } = await new AxeBuilder({ page }).include('[data-histogram]').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.length])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.context().close();
  });
