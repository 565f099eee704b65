// Routes that lead elsewhere than to Slack, in a real Chromium: a webhook, Teams, and e-mail.
import { expect as see } from '@playwright/test';
import { expect, test } from 'vitest';
import { close, database, open, row, save, set, stageAlerts, stored } from '#tests/browser/alerts-page.ts';
import { until } from '#tests/processes.ts';

stageAlerts();

test('a route is led to a webhook: its URL stays a secret in the row, and its own is shown once', async () => {
  await set();
  const page = await open();
  await row(page, 0).locator('[data-act="edit"]').click();
  const fields = row(page, 0);
  await fields.getByLabel('Told by').selectOption('webhook');
  await see(fields.getByLabel('Mention', { exact: true })).toHaveCount(0);
  await see(fields).toContainText('no URL yet');
  await fields.getByRole('textbox', { name: 'URL' }).fill('hooks');
  await save(page).click();
  await see(fields.getByRole('alert')).toContainText('Must be a URL');
  await see(fields.getByRole('textbox', { name: 'URL' })).toBeFocused();
  // What was typed for one way out is not lost by looking at another.
  await fields.getByLabel('Told by').selectOption('slack');
  await see(fields.getByLabel('Channel')).toHaveValue('#payments');
  await see(fields.getByLabel('Mention', { exact: true })).toHaveValue('owner');
  await fields.getByLabel('Told by').selectOption('webhook');
  await fields.getByRole('textbox', { name: 'URL' }).fill('https://hooks.example.com/in/s3cret');
  await save(page).click();
  const dialog = page.getByRole('dialog');
  await see(dialog).toContainText('The secret of “Payments, at once”');
  await see(dialog).toContainText('webhook-signature');
  await see(dialog.locator('[data-secret]')).toHaveText(/^whsec_.{40,}$/);
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await see(dialog).toHaveCount(0);
  await see(row(page, 0).locator('[data-route-channel]')).toHaveText('hooks.example.com');
  await see(row(page, 0)).not.toContainText('s3cret');
  expect((await stored()).items[0]).toMatchObject({
    outlet: 'webhook',
    target: 'https://hooks.example.com/in/s3cret',
    mention: 'nobody',
  });
  await row(page, 0).locator('[data-act="edit"]').click();
  await row(page, 0).getByLabel('Name').fill('Payments');
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await see(dialog).toHaveCount(0);
  await close(page);
});

test('two new webhooks show a secret each, one after the other', async () => {
  await set({
    items: [
      { name: 'A', query: '', target: '#a' },
      { name: 'B', query: '', target: '#b' },
    ],
  });
  const page = await open();
  for (const at of [0, 1]) {
    await row(page, at).locator('[data-act="edit"]').click();
    await row(page, at).getByLabel('Told by').selectOption('webhook');
    await row(page, at).getByRole('textbox', { name: 'URL' }).fill(`https://hooks.example.com/${at}`);
  }
  await save(page).click();
  const dialog = page.getByRole('dialog');
  await see(dialog).toContainText('“A”');
  const first = await dialog.locator('[data-secret]').innerText();
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await see(dialog).toContainText('“B”');
  await see(dialog.locator('[data-secret]')).not.toHaveText(first);
  await page.keyboard.press('Escape');
  await see(dialog).toHaveCount(0);
  await close(page);
});

test('everything else goes by mail, to addresses that are checked', async () => {
  await set();
  const page = await open();
  const fields = row(page, 'default');
  await fields.locator('[data-act="edit"]').click();
  await fields.getByLabel('Told by').selectOption('email');
  await see(fields).toContainText('no address yet');
  await save(page).click();
  await see(page.locator('[data-save-bar]').getByRole('alert')).toContainText('Everything else, target');
  await fields.getByLabel('E-mail addresses').fill('ada@example.com, bob');
  await save(page).click();
  await see(fields.getByRole('alert')).toContainText('“bob”');
  await fields.getByLabel('E-mail addresses').fill('ada@example.com,bob@example.com');
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await see(fields.locator('[data-route-channel]')).toHaveText('ada@example.com, bob@example.com');
  await see(fields).toContainText('E-mail');
  await close(page);
});

test('what a route would post elsewhere is shown before it is saved, and posted for real after that', async () => {
  await set({ items: [{ name: 'All', query: '', target: '#all' }] });
  const page = await open();
  await row(page, 0).locator('[data-act="edit"]').click();
  await row(page, 0).getByLabel('Told by').selectOption('teams');
  await row(page, 0).locator('[data-act="test"]').click();
  const dialog = page.getByRole('dialog');
  await see(dialog.locator('[data-preview]')).toHaveCount(3);
  await see(dialog.locator('[data-other-form]')).toContainText('Teams says the same in its own form');
  await see(dialog).toContainText('It has no URL yet.');
  await page.keyboard.press('Escape');
  await row(page, 0).getByLabel('URL of a Teams workflow').fill('https://prod-7.logic.azure.com/workflows/7');
  await row(page, 0).locator('[data-act="test"]').click();
  await see(dialog).toContainText('Save the route first.');
  await see(dialog.locator('[data-act="trial"]')).toBeDisabled();
  await page.keyboard.press('Escape');
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await row(page, 0).locator('[data-act="test"]').click();
  await dialog.locator('[data-act="trial"]').click();
  await dialog.getByRole('button', { name: 'Post to prod-7.logic.azure.com' }).click();
  // As a worker would.
  await until('the trial is due', async () => {
    const done = await database.query(
      `UPDATE post SET stage = 'posted' WHERE channel LIKE 'teams:prod-7.logic.azure.com #%' RETURNING id`,
    );
    return done.length === 1;
  });
  await see(dialog.locator('[data-trial="posted"]')).toContainText('Posted to prod-7.logic.azure.com');
  await close(page);
});
