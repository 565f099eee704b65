// Alert routes in a real Chromium: written, moved, refused, and saved after somebody else.
import { expect as see } from '@playwright/test';
import { expect, test } from 'vitest';
import { close, names, open, row, save, set, stageAlerts, stored } from '#tests/browser/alerts-page.ts';

stageAlerts();

test('a route is written by keyboard alone, its keys are completed, and it is saved', async () => {
  const page = await open();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await page.locator('[data-act="add-route"]').press('Enter');
  await see(row(page, 0).getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Billing');
  await page.keyboard.press('Tab');
  await see(row(page, 0).getByLabel('Told by')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type('#billing');
  await page.keyboard.press('Tab');
  await page.keyboard.type('sour');
  await see(page.getByRole('option', { name: /source:/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('orders.billing');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await see(row(page, 0).getByLabel('Mention')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await see(row(page, 0)).toContainText('the owner');
  await save(page).press('Enter');
  await see(page.getByText('The alerts are saved.')).toBeVisible();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await see(page.locator('[data-route-fields]')).toHaveCount(0);
  expect((await stored()).items).toMatchObject([
    { name: 'Billing', query: 'source:orders.billing', target: '#billing', mention: 'owner' },
  ]);
  await close(page);
});

test('reasons, quiet hours and bodies are set, and the row says so', async () => {
  const page = await open();
  await row(page, 'default').locator('[data-act="edit"]').click();
  const fields = row(page, 'default');
  await fields.getByLabel('rejected').check();
  await fields.getByLabel('Quiet hours').check();
  await see(fields.locator('select[name$=zone]')).toHaveValue('Europe/Berlin');
  await fields.getByLabel('Quiet from').fill('20:30');
  await fields.getByLabel('Sun').uncheck();
  await fields.getByLabel('Posts show the beginning').check();
  await see(fields).toContainText('quiet 20:30–07:00, Sat');
  await see(fields).toContainText('only rejected');
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  expect((await stored()).default).toMatchObject({
    target: null,
    reasons: ['rejected'],
    showsBody: true,
    quiet: { from: '20:30', until: '07:00', zone: 'Europe/Berlin', wholeDays: ['sat'] },
  });
  await close(page);
});

test('routes are moved, and keep the focus; one is taken away; Cancel brings all back', async () => {
  await set();
  const page = await open();
  const [first, second, third] = await names(page);
  await page.getByLabel('Move Mail up').press('Enter');
  await see(page.getByLabel('Move Mail down')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await see(page.getByLabel('Move Mail up')).toBeFocused();
  expect(await names(page)).toEqual([first, third, second, 'Everything else']);
  await page.getByLabel(`Remove ${first}`).press('Enter');
  await see(page.getByLabel(`Edit ${third}`)).toBeFocused();
  await page.locator('[data-act="cancel-routes"]').click();
  expect(await names(page)).toEqual([first, second, third, 'Everything else']);
  await page.getByLabel('every route that fits').check();
  await page.getByLabel('Move Mail up').click();
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  const now = await stored();
  expect([now.match, ...now.items.map(({ name }) => name)]).toEqual(['all', second, first, third]);
  await close(page);
});

test('what is wrong stands at its field, and nothing is saved', async () => {
  const { version } = await set();
  const page = await open();
  await row(page, 1).locator('[data-act="edit"]').click();
  const query = row(page, 1).getByRole('combobox', { name: 'Letters' });
  await query.fill('source:mail.* and )');
  await query.press('Tab');
  await see(row(page, 1).locator('[data-query-fault]')).toContainText('Expected');
  await save(page).click();
  await see(page.locator('[data-save-bar]').getByRole('alert')).toContainText('Route 2, letters: ');
  await see(query).toBeFocused();
  await query.fill('source:mail.*');
  await row(page, 1).getByLabel('Channel').fill('#a b');
  await row(page, 1).locator('[data-act="edit"]').click();
  await save(page).click();
  await see(row(page, 1).getByRole('alert')).toContainText('Must be a channel');
  await see(row(page, 1).getByLabel('Channel')).toBeFocused();
  expect((await stored()).version).toBe(version);
  await close(page);
});

test('who saves after somebody else is told so, loses nothing, and decides', async () => {
  await set();
  const page = await open();
  await row(page, 0).locator('[data-act="edit"]').click();
  await row(page, 0).getByLabel('Name').fill('Mine');
  await set({ items: [{ name: 'Theirs', query: '', target: '#theirs' }] });
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toContainText('Somebody changed the routes meanwhile');
  await see(row(page, 0).getByLabel('Name')).toHaveValue('Mine');
  expect((await stored()).items.map(({ name }) => name)).toEqual(['Theirs']);
  await page.getByRole('button', { name: 'Save mine over theirs' }).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  expect((await stored()).items.map(({ name }) => name)).toEqual([
    'Mine',
    'Mail',
    'Stock that nobody took in time',
  ]);
  await set();
  await page.reload();
  await page.getByLabel('Remove Mail').click();
  await set({ items: [] });
  await save(page).click();
  await page.getByRole('button', { name: 'Drop mine, show theirs' }).click();
  await see(page.locator('[data-route-name]')).toHaveText(['Everything else']);
  await close(page);
});
