// Alert routes as JSON, in a real Chromium: taken along, and brought in elsewhere.
import { readFile } from 'node:fs/promises';
import { expect as see } from '@playwright/test';
import { expect, test } from 'vitest';
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { close, open, save, set, stageAlerts, stored } from '#tests/browser/alerts-page.ts';

stageAlerts();

test('the routes leave as JSON and come in again, with their faults told by place', async () => {
  await set();
  const before = await stored();
  const page = await open();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[data-act="download-routes"]').click(),
  ]);
  const exported = await readFile(await file.path(), 'utf8');
  expect(Object.keys(JSON.parse(exported) as object)).toEqual(['match', 'items', 'default', 'watches']);
  await set({ items: [] });
  await page.reload();
  await page.locator('[data-act="import-routes"]').click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('JSON')
    .fill('{"items": [{"name": "x", "query": "a )", "target": "", "colour": 1}]}');
  await dialog.getByRole('button', { name: 'Review' }).click();
  await see(dialog.getByRole('alert')).toContainText('Route 1, letters');
  await see(dialog.getByRole('alert')).toContainText('Route 1, target');
  await see(dialog.getByRole('alert')).toContainText('Route 1, colour: is not known here');
  await dialog.getByLabel('Or a file').setInputFiles({
    name: 'routes.json',
    mimeType: 'application/json',
    buffer: Buffer.from(exported),
  });
  await see(dialog.getByLabel('JSON')).toHaveValue(exported);
  await dialog.getByRole('button', { name: 'Review' }).click();
  await see(page.getByText('3 routes read. Review them, then save.')).toBeVisible();
  expect((await stored()).items).toEqual([]);
  await save(page).click();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  expect(bare(await stored())).toEqual(bare(before));
  await close(page);
});

/** Ids are of this house. */
function bare({ match, items, default: fallback, watches }: AlertRoutes) {
  return { match, fallback, watches, items: items.map(({ id: _id, ...route }) => route) };
}
