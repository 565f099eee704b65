// The page of alerts in a real Chromium: without Slack, for who is no administrator, wide and narrow, light and dark.
import { AxeBuilder } from '@axe-core/playwright';
import { expect as see } from '@playwright/test';
import { expect, test } from 'vitest';
import { startWeb } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';
import {
  close,
  database,
  open,
  row,
  save,
  set,
  shoot,
  stageAlerts,
  watch,
} from '#tests/browser/alerts-page.ts';

stageAlerts();

test('where Slack is not set up the page says how, and routes are edited all the same', async () => {
  await set();
  const without = await startWeb({ DATABASE_URL: database.url });
  try {
    const page = await open({ at: without });
    await see(page.locator('[data-slack-setup]')).toContainText('SLACK_SIGNING_SECRET');
    await see(row(page, 'default')).toContainText('SLACK_CHANNEL is not set');
    await row(page, 0).locator('[data-act="test"]').click();
    await see(page.getByRole('dialog')).toContainText('Slack is not set up here.');
    await see(page.locator('[data-preview]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await page.locator('[data-act="add-route"]').click();
    await see(row(page, 3).getByLabel('Name')).toBeFocused();
    await shoot(page, 'without-slack');
    await close(page);
  } finally {
    await without.stop();
  }
});

test('who is no administrator is told what the page is for', async () => {
  const page = await open({ headers: await makeTestToken(database.url, { role: 'operator' }) });
  await see(page.locator('[data-not-yours]')).toContainText('Administrators');
  await see(page.locator('[data-route]')).toHaveCount(0);
  await close(page);
});

for (const width of [375, 1440])
  for (const dark of [false, true])
    test(`alerts are readable at ${width}, ${dark ? 'dark' : 'light'}`, async () => {
      await set();
      const page = await open({ width, dark });
      const check = async (name: string) => {
        await shoot(page, `${name}-${width}-${dark ? 'dark' : 'light'}`);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      };
      await see(row(page, 'default')).toBeVisible();
      await check('list');
      await row(page, 1).locator('[data-act="edit"]').click();
      await row(page, 1).getByLabel('Name').fill('');
      await save(page).click();
      await see(row(page, 1).getByRole('alert')).toBeVisible();
      await see(row(page, 1).getByLabel('Name')).toBeInViewport();
      await check('editor');
      await row(page, 2).locator('[data-act="edit"]').click();
      await row(page, 2).getByLabel('Told by').selectOption('teams');
      await row(page, 2)
        .getByLabel('URL of a Teams workflow')
        .fill('https://prod-7.logic.azure.com/workflows/7');
      await page.locator('[data-act="add-watch"]').click();
      await see(watch(page, 2).getByLabel('Tell when')).toBeFocused();
      await watch(page, 2).getByLabel('Tell when').selectOption('group_growing');
      await watch(page, 2).getByLabel('More letters than').fill('0');
      await row(page, 1).getByLabel('Name').fill('Mail');
      await save(page).click();
      await see(watch(page, 2).getByRole('alert')).toContainText('Must be 1 or more');
      await check('watches');
      await row(page, 0).locator('[data-act="test"]').click();
      await see(page.locator('[data-preview]').first()).toBeVisible();
      await check('test');
      await page.locator('[data-act="trial"]').click();
      await check('trial');
      await page.keyboard.press('Escape');
      await page.locator('[data-act="import-routes"]').click();
      await page.getByRole('textbox', { name: 'JSON' }).fill('{"items": 1}');
      await page.locator('[data-confirm="import-routes"]').click();
      await check('import');
      await close(page);
    });
