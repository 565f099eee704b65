// What a route would post, in a real Chromium: shown, posted for real, and what is wrong with its channel.
import { expect as see } from '@playwright/test';
import { expect, test } from 'vitest';
import { until } from '#tests/processes.ts';
import { close, database, open, row, set, stageAlerts } from '#tests/browser/alerts-page.ts';

stageAlerts();

test('an unsaved route shows what it would post, for which letters not, and posts one for real when told twice', async () => {
  await set({
    items: [{ name: 'All', query: '', target: '#ops', mention: 'U0123ADA', reasons: ['rejected'] }],
  });
  const page = await open();
  await row(page, 0).locator('[data-act="edit"]').click();
  await row(page, 0).getByLabel('Quiet hours').check();
  for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']) await row(page, 0).getByLabel(day).check();
  await row(page, 0).getByLabel('Sun').uncheck();
  await row(page, 0).getByLabel('Quiet from').fill('00:00');
  await row(page, 0).getByLabel('Quiet until').fill('23:59');
  await row(page, 0).locator('[data-act="test"]').click();
  const dialog = page.getByRole('dialog');
  const posts = dialog.locator('[data-preview]');
  await see(posts).toHaveCount(3);
  await see(dialog.locator('[data-quiet-now]')).toContainText('It is quiet just now');
  await see(posts.nth(0)).toContainText('not told: its reason does not count here');
  await see(posts.nth(0)).toHaveAttribute('data-counted', 'false');
  await see(posts.nth(1)).toContainText('@U0123ADA');
  await see(posts.nth(1).getByRole('link', { name: /no answer/ })).toBeVisible();
  // Foreign text stays text.
  await see(posts.nth(1).locator('pre')).toContainText('no answer in 30 s from <b>mx.example.com</b>');
  await see(posts.nth(2).locator('pre')).toContainText('*really* <!channel>');
  await see(posts.nth(2).getByRole('button', { name: 'Try again' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Post the newest one for real…' }).click();
  await see(dialog).toContainText('Posts it to #ops');
  expect(await database.query('SELECT 1 FROM post')).toEqual([]);
  await dialog.getByRole('button', { name: 'Post to #ops' }).click();
  // As a worker would.
  await until('the trial is due', async () => {
    const done = await database.query(
      `UPDATE post SET stage = 'posted', permalink = 'https://shop.slack.com/archives/C1/p1' WHERE channel = '#ops' RETURNING id`,
    );
    return done.length === 1;
  });
  await see(dialog.locator('[data-trial="posted"]')).toContainText('Posted to #ops');
  await see(dialog.getByRole('link', { name: 'See it in Slack' })).toHaveAttribute('href', /p1$/);
  await page.keyboard.press('Escape');
  await see(row(page, 0).locator('[data-act="test"]')).toBeFocused();
  await close(page);
});

test('a trial that Slack refuses says why; a route without letters or a channel says that', async () => {
  await set();
  const page = await open();
  await row(page, 0).locator('[data-act="test"]').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Post the newest one for real…' }).click();
  await dialog.locator('[data-confirm="trial"]').click();
  await until('the trial is due', async () => {
    const done = await database.query(
      `UPDATE post SET problem = 'Slack refused: channel_not_found (invite the app)' WHERE channel = '#payments' RETURNING id`,
    );
    return done.length === 1;
  });
  await see(dialog.locator('[data-trial="failed"]')).toContainText('channel_not_found');
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await page.locator('[data-act="add-route"]').click();
  await row(page, 3).getByRole('combobox', { name: 'Letters' }).fill('source:nobody.knows');
  await row(page, 3).locator('[data-act="test"]').click();
  await see(dialog.locator('[data-no-letters]')).toBeVisible();
  await see(dialog).toContainText('It has no channel yet.');
  await close(page);
});

test('a channel that is wrong is told with its route, until it is mended', async () => {
  await set();
  await database.query(
    `INSERT INTO channel (name, problem, problem_since) VALUES ('C0123ABCD', 'Slack refused: is_archived (choose another channel)', now() - interval '2 hours')
     ON CONFLICT (name) DO UPDATE SET problem = excluded.problem, problem_since = excluded.problem_since`,
  );
  await database.query(
    `INSERT INTO post (id, kind, channel, said) SELECT gen_random_uuid(), 'notice', 'C0123ABCD', '{}'::jsonb FROM generate_series(1, 3)`,
  );
  const page = await open();
  const trouble = row(page, 1).locator('[data-route-problem]');
  await see(trouble).toContainText('is_archived');
  await see(trouble).toContainText('3 posts wait');
  await see(trouble).toContainText('First seen 2 h ago');
  // Mended elsewhere, it goes by itself.
  await database.query(`UPDATE channel SET problem = NULL WHERE name = 'C0123ABCD'`);
  await see(trouble).toHaveCount(0, { timeout: 10_000 });
  await see(row(page, 1)).toContainText('3 posts wait.');
  await database.query(
    `UPDATE channel SET problem = 'Slack refused: is_archived (choose another channel)' WHERE name = 'C0123ABCD'`,
  );
  await see(trouble).toBeVisible({ timeout: 10_000 });
  await row(page, 1).locator('[data-act="edit"]').click();
  await row(page, 1).getByLabel('Channel').fill('#mail');
  await see(trouble).toHaveCount(0);
  await close(page);
});
