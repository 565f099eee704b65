// Watches in a real Chromium: read, added, changed, refused and taken away, in one draft with the routes.
import { expect as see } from '@playwright/test';
import { expect, test } from 'vitest';
import { firstWatches } from '#lib/domain/alerts/watches.ts';
import { close, open, row, save, set, stageAlerts, stored, watch } from '#tests/browser/alerts-page.ts';

stageAlerts();

test('what is watched from the start stands there in words', async () => {
  await set();
  const page = await open();
  await see(page.locator('[data-watch-words]')).toHaveText([
    'A dead-letter queue is drained by nobody for 5 minutes',
    'RabbitMQ is not reached for 2 minutes',
  ]);
  await see(watch(page, 0)).toContainText('where everything else goes');
  await see(watch(page, 0)).toContainText('said again every hour');
  await close(page);
});

test('watches are added by keyboard, with their own channel, and saved with the routes', async () => {
  await set({ items: [], watches: firstWatches });
  const page = await open();
  await page.locator('[data-act="add-watch"]').press('Enter');
  await see(watch(page, 2).getByLabel('Tell when')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('payments.*');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await page.keyboard.press('Tab');
  await page.keyboard.press('d');
  await see(watch(page, 2)).toContainText('A letter of payments.* stands open for longer than 3 days');
  await page.keyboard.press('Tab');
  await page.keyboard.type('#payments');
  await watch(page, 2).getByRole('spinbutton', { name: 'Said again every' }).fill('');
  await see(watch(page, 2)).toContainText('said once');
  await page.locator('[data-act="add-watch"]').click();
  await watch(page, 3).getByLabel('Tell when').selectOption('group_growing');
  await watch(page, 3).getByLabel('More letters than').fill('500');
  await see(watch(page, 3)).toContainText(
    'A failure of any queue gets more than 500 letters within 10 minutes',
  );
  await page.locator('[data-act="add-route"]').click();
  await row(page, 0).getByLabel('Name').fill('With them');
  await row(page, 0).getByLabel('Channel').fill('#with');
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await see(page.locator('[data-watch-fields]')).toHaveCount(0);
  const { items, watches } = await stored();
  expect(items.map(({ name }) => name)).toEqual(['With them']);
  expect(watches).toEqual([
    ...firstWatches,
    { kind: 'oldest_open', queues: 'payments.*', minutes: 4320, remindMinutes: null, target: '#payments' },
    { kind: 'group_growing', queues: '*', letters: 500, minutes: 10, remindMinutes: 60, target: null },
  ]);
  await close(page);
});

test('what is wrong stands at its field, opened again where it was closed; Cancel brings all back', async () => {
  const { version } = await set({ items: [], watches: firstWatches });
  const page = await open();
  await watch(page, 1).locator('[data-act="edit"]').click();
  await watch(page, 1).getByLabel('For longer than: unit').selectOption('hours');
  await watch(page, 1).getByRole('spinbutton', { name: 'For longer than' }).fill('30');
  await watch(page, 1).locator('[data-act="edit"]').click();
  await save(page).click();
  await see(page.locator('[data-save-bar]').getByRole('alert')).toContainText('Watch 2, how long: ');
  await see(watch(page, 1).getByRole('alert')).toHaveText('Must be 1 d or less');
  await see(watch(page, 1).getByRole('spinbutton', { name: 'For longer than' })).toBeFocused();
  await watch(page, 1).getByRole('spinbutton', { name: 'For longer than' }).fill('3');
  await watch(page, 1).getByLabel('Told in').fill('a b');
  await save(page).click();
  await see(watch(page, 1).getByRole('alert')).toContainText('Must be a channel');
  expect((await stored()).version).toBe(version);
  await page.getByLabel('Remove watch 1').press('Enter');
  await see(page.getByLabel('Edit watch 1')).toBeFocused();
  await see(page.locator('[data-watch-words]')).toHaveText(['RabbitMQ is not reached for 3 hours']);
  await page.getByLabel('Remove watch 1').press('Enter');
  await see(page.locator('[data-act="add-watch"]')).toBeFocused();
  await see(page.getByText('Nothing is looked at besides new letters.')).toBeVisible();
  await page.locator('[data-act="cancel-routes"]').click();
  await see(page.locator('[data-watch-words]')).toHaveCount(2);
  await close(page);
});
