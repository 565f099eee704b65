// Saved views and chosen columns in a real Chromium: by keyboard, wide and narrow, light and dark, through axe.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listViews, saveView } from '#lib/store/saved-views.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { joinBytes } from '#tests/wire.ts';

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
  await session.store(
    ...['acme', 'globex', '<b>x</b>'].map((tenant, at) =>
      delivery({
        headers: joinBytes(deathIn('orders.billing'), text('x-tenant', tenant)),
        body: JSON.stringify({ order: { id: 700 + at }, lines: 'x'.repeat(300) }),
      }),
    ),
    delivery({ headers: deathIn('mail.send'), body: new Uint8Array(70_000) }),
  );
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

const faults: string[] = [];

async function open(path: string, { width = 1440, dark = false } = {}): Promise<Page> {
  faults.length = 0;
  const context = await browser.newContext({
    extraHTTPHeaders: await web.headers(),
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(web.url + path);
  await see(page.locator('[data-inbox]')).toBeVisible();
  return page;
}

async function leave(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  expect(faults).toEqual([]);
  await page.context().close();
}

test('a column of a header and one of the body are chosen by keyboard, kept in the address, and come back with Back', async () => {
  const page = await open('/dead-letters?status=open');
  await page.locator('[data-tool=columns]').press('Enter');
  for (const name of ['header.x-tenant', 'body.order.id', 'body.lines']) {
    await page.getByLabel('One more').fill(name);
    await page.getByLabel('One more').press('Enter');
  }
  await page.getByLabel('One more').fill('nonsense');
  await page.getByLabel('One more').press('Enter');
  await see(page.getByRole('alert').filter({ hasText: 'Write header.' })).toBeVisible();
  await page.getByLabel('deaths: take away').click();
  await page.locator('[data-confirm=columns]').click();
  await page.waitForURL(/columns=/);
  expect(new URL(page.url()).searchParams.get('columns')).toBe(
    'source,reason,header.x-tenant,body.order.id,body.lines',
  );
  const rows = page.locator('tr[data-letter-id]');
  await see(rows.nth(0)).toContainText('too large');
  await see(rows.nth(1)).toContainText('<b>x</b>');
  await see(rows.nth(2)).toContainText('globex');
  await see(rows.nth(2)).toContainText(`${'x'.repeat(200)}…`);
  await see(page.getByRole('columnheader', { name: 'x-tenant' })).toBeVisible();
  await page.locator('[data-row-link]').nth(1).press('Enter');
  await see(page.locator('[data-letter]')).toBeVisible();
  await page.locator('[data-crumb]').click();
  await see(page.getByRole('columnheader', { name: 'x-tenant' })).toBeVisible();
  await leave(page);
});

test('a view is saved, opened by its address, renamed, shared and deleted', async () => {
  const page = await open('/dead-letters?status=open&columns=deaths%2Cheader.x-tenant');
  await page.locator('[data-tool=views]').press('Enter');
  await page.locator('[data-view=save]').press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).fill('By tenant');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await see(page.locator('[data-tool=views]')).toContainText('By tenant');
  const [view] = await listViews(person).then((views) =>
    views.length > 0 ? views : database.query<never>('SELECT id FROM saved_view'),
  );
  await page.goto(`${web.url}/dead-letters?view=${view!.id}`);
  await page.waitForURL(/columns=deaths%2Cheader\.x-tenant/);
  expect(page.url()).not.toContain('view=');
  await page.locator('[data-tool=views]').click();
  await page.locator('[data-view=manage]').click();
  const row = page.locator('[data-view-row]');
  await row.getByLabel('Name of the view').fill('Tenants');
  await row.getByRole('button', { name: 'Rename' }).click();
  await see(page.getByLabel('Name of the view Tenants')).toBeVisible();
  await row.locator('[data-act=share]').click();
  await see(row).toContainText('Shared by you');
  await row.locator('[data-act=delete]').click();
  await row.locator('[data-act=delete]').click();
  await see(page.getByText('None is left.')).toBeVisible();
  await leave(page);
});

test('the address of a view that is not there shows the inbox, and says so', async () => {
  const page = await open(`/dead-letters?view=${crypto.randomUUID()}`);
  await see(page.getByText('view: there is none')).toBeVisible();
  await leave(page);
});

test('wide and narrow, light and dark, through axe; the menus and dialogs too', async () => {
  await saveView(person, { name: 'Of somebody', query: 'status=open', isShared: true });
  for (const width of [1440, 375])
    for (const dark of [false, true]) {
      const page = await open(
        '/dead-letters?columns=status%2Cheader.x-tenant%2Cbody.order.id%2Csize%2Creason',
        {
          width,
          dark,
        },
      );
      if (width === 375)
        await see(page.locator('tr[data-letter-id]').nth(1).locator('dl')).toContainText('x-tenant');
      await shoot(page, `list-${width}-${dark ? 'dark' : 'light'}`);
      await page.locator('[data-tool=columns]').click();
      await see(page.getByRole('dialog')).toBeVisible();
      await shoot(page, `columns-${width}-${dark ? 'dark' : 'light'}`);
      await leave(page);
      const again = await open('/dead-letters', { width, dark });
      for (const tool of ['export', 'views']) {
        await again.locator(`[data-tool=${tool}]`).click();
        await see(again.getByRole('menu')).toBeVisible();
        await shoot(again, `${tool}-${width}-${dark ? 'dark' : 'light'}`);
        if (tool === 'export') await again.keyboard.press('Escape');
      }
      await again.locator('[data-view=save]').click();
      await see(again.getByRole('dialog')).toBeVisible();
      await shoot(again, `save-${width}-${dark ? 'dark' : 'light'}`);
      await leave(again);
    }
}, 120_000);

/** For who looks at them: SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}
