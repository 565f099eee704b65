// Alert routes in a real Chromium: written, moved, refused, tried out, taken along and brought in; wide and narrow, light and dark.
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { followNext } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { readAlertRoutes, setAlertRoutes } from '#lib/store/alert-routes.ts';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text, worker } from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';
import { failing } from '#tests/store/failing.ts';
import { makeTestToken } from '#tests/test-token.ts';
import { joinBytes } from '#tests/wire.ts';

const slack = {
  SLACK_BOT_TOKEN: 'xoxb-of-a-test',
  SLACK_CHANNEL: '#dead-letters',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
};
let database: TestDatabase;
let web: Web;
let browser: Browser;
const faults: string[] = [];

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url, ...slack }),
    chromium.launch(chromiumOptions()),
  ]);
  const session = await openTestSession();
  await session.store(
    failing({ message: 'Do not honour (05) *really* <!channel> `x`' }),
    failing({
      queue: 'mail.send',
      type: 'smtp.Timeout',
      message: 'no answer in 30 s from <b>mx.example.com</b>',
    }),
    delivery({
      headers: joinBytes(deathIn('orders.stock', { reason: 'expired' }), text('x-tenant', 'acme')),
      body: '{"order":88213}',
    }),
  );
  await followNext(worker, '00000000-0000-7000-8000-0000000000a1', groups);
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

async function open({
  width = 1440,
  dark = false,
  headers = {},
  at = web,
}: { width?: number; dark?: boolean; headers?: object; at?: Web } = {}): Promise<Page> {
  faults.length = 0;
  const context = await browser.newContext({
    extraHTTPHeaders: { ...(await at.headers()), ...headers },
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports a call that is meant to be refused.
    if (message.type() === 'error' && !/status of 4(00|09)/.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${at.url}/alerts`);
  return page;
}

async function close(page: Page): Promise<void> {
  expect(faults).toEqual([]);
  await page.context().close();
}

const row = (page: Page, at: number | 'default') => page.locator(`[data-route="${at}"]`);
const names = (page: Page) => page.locator('[data-route-name]').allInnerTexts();
const save = (page: Page) => page.locator('[data-act="save-routes"]');
const stored = () => readAlertRoutes(person, slack.SLACK_CHANNEL);
const shoot = async (page: Page, name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
};

const routes = {
  match: 'first',
  items: [
    {
      name: 'Payments, at once',
      query: 'source:payments.* OR source:orders.billing',
      target: '#payments',
      mention: 'owner',
      showsBody: true,
    },
    {
      name: 'Mail',
      query: 'source:mail.* type:smtp*',
      target: 'C0123ABCD',
      mention: 'S0123TEAM',
      reasons: ['rejected', 'delivery_limit'],
      quiet: { from: '19:00', until: '07:00', zone: 'Europe/Berlin', wholeDays: ['sat', 'sun'] },
    },
    {
      name: 'Stock that nobody took in time',
      query: 'source:orders.stock reason:expired',
      target: '#stock-and-supply',
    },
  ],
  default: { mention: 'nobody' },
};
const set = (given: object = routes) =>
  setAlertRoutes(person, alertRoutesRequest.parse(given), {
    version: null,
    slackChannel: slack.SLACK_CHANNEL,
  });

test('a route is written by keyboard alone, its keys are completed, and it is saved', async () => {
  const page = await open();
  await see(page.locator('[data-save-bar]')).toHaveCount(0);
  await page.locator('[data-act="add-route"]').press('Enter');
  await see(row(page, 0).getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Billing');
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
  await see(page.getByText('The routes are saved.')).toBeVisible();
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

test('the routes leave as JSON and come in again, with their faults told by place', async () => {
  await set();
  const before = await stored();
  const page = await open();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[data-act="download-routes"]').click(),
  ]);
  const exported = await readFile(await file.path(), 'utf8');
  expect(Object.keys(JSON.parse(exported) as object)).toEqual(['match', 'items', 'default']);
  await set({ items: [] });
  await page.reload();
  await page.locator('[data-act="import-routes"]').click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByLabel('JSON')
    .fill('{"items": [{"name": "x", "query": "a )", "target": "", "colour": 1}]}');
  await dialog.getByRole('button', { name: 'Review' }).click();
  await see(dialog.getByRole('alert')).toContainText('Route 1, letters');
  await see(dialog.getByRole('alert')).toContainText('Route 1, channel');
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
function bare({ match, items, default: fallback }: AlertRoutes) {
  return { match, fallback, items: items.map(({ id: _id, ...route }) => route) };
}

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
