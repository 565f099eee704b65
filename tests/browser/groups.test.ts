// Failure groups in a real Chromium: found, resolved, assigned, ignored, discarded and restored; wide and narrow, light and dark.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { followNext } from '#lib/store/follow.ts';
import { groups } from '#lib/store/groups.ts';
import { readOwnerRules } from '#lib/store/owners.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { openTestSession, person, worker, type TestSession } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { failing } from '#tests/store/failing.ts';
import { makeTestToken } from '#tests/test-token.ts';

const ada = '00000000-0000-7000-8000-00000000ada0';
let database: TestDatabase;
let web: Web;
let browser: Browser;
let session: TestSession;

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url }),
    chromium.launch(chromiumOptions()),
  ]);
  session = await openTestSession();
  await database.query(`INSERT INTO person (id, name, email) VALUES ($1, 'Ada', 'ada@example.com')`, [ada]);
  await session.store(
    ...Array.from({ length: 30 }, () => failing()),
    failing({ message: `Address <b>"x"</b> of order 17 is unknown`, queue: 'mail.send' }),
  );
  await follow();
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

const follow = () => followNext(worker, '00000000-0000-7000-8000-0000000000a1', groups);
const faults: string[] = [];

async function open(
  path: string,
  { width = 1440, dark = false, headers = {} }: { width?: number; dark?: boolean; headers?: object } = {},
): Promise<Page> {
  faults.length = 0;
  const context = await browser.newContext({
    extraHTTPHeaders: { ...(await web.headers()), ...headers },
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser itself reports a call that is meant to be refused.
    if (message.type() === 'error' && !/status of 400/.test(message.text())) faults.push(message.text());
  });
  await page.goto(web.url + path);
  return page;
}

async function close(page: Page): Promise<void> {
  expect(faults).toEqual([]);
  await page.context().close();
}

const rows = (page: Page) => page.locator('tr[data-group]');
const row = (page: Page, text: string) => rows(page).filter({ hasText: text });
const state = (page: Page, name: string) => page.locator(`[data-group-state="${name}"]`);

async function openGroup(page: Page, text: string): Promise<void> {
  await row(page, text).getByRole('link').first().click();
  await see(page.getByRole('heading', { level: 1 })).toContainText(text);
}

test('a letter leads to its group, and the keys g g to all of them', async () => {
  const { id } = (await listDeadLetters(person, { limit: 1, queue: 'orders.billing' })).items[0]!;
  const page = await open(`/dead-letters/${id}`);
  await page.locator('[data-group-link]', { hasText: 'one of 30 of this cause' }).click();
  await see(page.getByRole('heading', { level: 1 })).toHaveText('CardDeclined: Card # declined');
  await see(page.locator('[data-panel="why"]')).toContainText('com.shop.Charge.run');
  await see(page.locator('[data-panel="letters"] li')).toHaveCount(20);
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  await see(rows(page)).toHaveCount(2);
  await see(row(page, 'Address').locator('b')).toHaveCount(0);
  await see(row(page, 'Card #').locator('[data-cell="letters"]')).toContainText('30');
  await see(row(page, 'Card #').getByRole('img', { name: /30 letters in the last 24 hours/ })).toBeVisible();
  await close(page);
});

test('the list is narrowed, and the address says how', async () => {
  const page = await open('/failure-groups');
  await page.getByLabel('Search in cause').fill('address');
  await page.keyboard.press('Enter');
  await see(rows(page)).toHaveCount(1);
  expect(new URL(page.url()).search).toBe('?q=address');
  await page.getByLabel('State').selectOption('resolved');
  await see(page.getByText('No group matches.')).toBeVisible();
  await page.getByRole('link', { name: 'All groups' }).click();
  await see(rows(page)).toHaveCount(2);
  await close(page);
});

test('it is resolved, and comes back by itself with a new letter', async () => {
  const page = await open('/failure-groups');
  await openGroup(page, 'Card #');
  await page.getByRole('button', { name: 'Resolve' }).click();
  await see(state(page, 'resolved')).toBeVisible();
  await session.store(failing());
  await follow();
  await see(state(page, 'open')).toBeVisible();
  await see(page.locator('[data-came-back]')).toBeVisible();
  await see(page.locator('[data-count]')).toHaveText('31 open of 31 letters');
  await close(page);
});

test('it is ignored until it grows, with what it has already refused', async () => {
  const page = await open('/failure-groups');
  await openGroup(page, 'Card #');
  await page.getByRole('button', { name: 'Ignore…' }).click();
  await page.getByLabel('Until it has more letters than').fill('31');
  await page.getByRole('button', { name: 'Ignore', exact: true }).click();
  await see(page.getByText('ignored until it has more than 31 letters')).toBeVisible();
  await session.store(failing());
  await follow();
  await see(page.locator('[data-grew]')).toBeVisible();
  await see(state(page, 'open')).toBeVisible();
  await close(page);
});

test('it is assigned by hand, over the rule that the settings give', async () => {
  const settings = await open('/settings');
  const panel = settings.locator('[data-panel="owners"]');
  await panel.getByRole('button', { name: 'Add a rule' }).click();
  await panel.getByLabel('Source queues of rule 1').fill('orders.*');
  await panel.getByRole('button', { name: 'Save' }).click();
  await see(panel.getByRole('alert')).toContainText('is empty');
  await panel.getByLabel('Team of rule 1').fill('Billing');
  await panel.getByLabel('Slack ID of rule 1').fill('billing');
  await panel.getByRole('button', { name: 'Save' }).click();
  await see(panel.getByRole('alert')).toContainText('Rule 1, Slack ID: must be a Slack ID');
  await panel.getByLabel('Slack ID of rule 1').fill('S0123TEAM');
  await panel.getByRole('button', { name: 'Add a rule' }).click();
  await panel.getByLabel('Source queues of rule 2').fill('*');
  await panel.getByLabel('Owner of rule 2').selectOption(ada);
  await panel.getByRole('button', { name: 'Rule 2 one up' }).click();
  await panel.getByRole('button', { name: 'Rule 1 one down' }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await see(panel.getByRole('button', { name: 'Save' })).toHaveCount(0);
  expect(
    (await readOwnerRules(person)).items.map(({ queues, name, slackId }) => [queues, name, slackId]),
  ).toEqual([
    ['orders.*', 'Billing', 'S0123TEAM'],
    ['*', 'Ada', null],
  ]);
  await close(settings);
  const page = await open('/failure-groups');
  await see(row(page, 'Card #').locator('[data-owner]')).toHaveText('Billing');
  await see(row(page, 'Address').locator('[data-owner]')).toHaveText('Ada');
  await openGroup(page, 'Card #');
  await page.getByRole('button', { name: 'Assign…' }).click();
  await page.locator('select[name=assignee]').selectOption({ label: 'Ada' });
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await see(page.locator('[data-owner]')).toHaveText('Ada');
  await see(page.getByText('(assigned)')).toBeVisible();
  await close(page);
});

test('all its letters are discarded after a question, and restored', async () => {
  const page = await open('/failure-groups');
  await openGroup(page, 'Card #');
  await page.getByRole('button', { name: 'Discard all…' }).click();
  await see(page.getByRole('dialog')).toContainText('Discard 32 open letters?');
  await page.locator('[data-confirm="discard"]').press('Enter');
  await see(page.getByText('32 letters discarded')).toBeVisible();
  await follow();
  await see(page.locator('[data-count]')).toHaveText('0 open of 32 letters');
  await page.getByRole('button', { name: 'Undo' }).click();
  await see(page.getByText('32 letters restored')).toBeVisible();
  await follow();
  await see(page.locator('[data-count]')).toHaveText('32 open of 32 letters');
  await close(page);
});

test('a note is written on it', async () => {
  const page = await open('/failure-groups');
  await openGroup(page, 'Card #');
  await page.getByLabel('Write a note for whoever opens this group').fill('since <b>the</b> deploy');
  await page.keyboard.press('Control+Enter');
  await see(page.locator('[data-note-text]')).toHaveText('since <b>the</b> deploy');
  await close(page);
});

test('it is snoozed until tomorrow, the list says so, and it is woken', async () => {
  const page = await open('/failure-groups');
  await openGroup(page, 'Card #');
  await see(page.getByRole('button', { name: 'Wake' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Snooze…' }).click();
  await see(page.getByRole('dialog')).toContainText('Its letters are kept and counted.');
  await page.getByRole('button', { name: 'Until tomorrow' }).click();
  await see(page.getByRole('dialog')).toHaveCount(0);
  const badge = page.locator('[data-snoozed]');
  await see(badge).toHaveText(/^snoozed until \w{3} 09:00$/);
  await see(badge).toHaveAttribute('title', /^Snoozed by .+: nothing is posted for it until /);
  await page.goto(`${web.url}/failure-groups`);
  await see(row(page, 'Card #').locator('[data-snoozed]')).toBeVisible();
  await see(row(page, 'Address').locator('[data-snoozed]')).toHaveCount(0);
  await openGroup(page, 'Card #');
  await page.getByRole('button', { name: 'Wake' }).click();
  await see(badge).toHaveCount(0);
  await see(page.getByRole('button', { name: 'Wake' })).toHaveCount(0);
  await close(page);
});

test('who may not see a queue sees no group of it; who may only look is told why', async () => {
  const headers = await makeTestToken(database.url, {
    role: 'operator',
    seeQueues: ['mail.*', 'orders.*'],
    actQueues: ['mail.*'],
  });
  const page = await open('/failure-groups', { headers });
  await openGroup(page, 'Card #');
  await see(page.getByRole('button', { name: 'Resolve' })).toHaveAttribute('aria-disabled', 'true');
  await see(page.getByRole('button', { name: 'Resolve' })).toHaveAttribute('title', /not act/);
  await close(page);
  const other = await open('/failure-groups', {
    headers: await makeTestToken(database.url, { seeQueues: ['mail.*'] }),
  });
  await see(rows(other)).toHaveCount(1);
  await close(other);
});

for (const width of [375, 1440])
  for (const dark of [false, true])
    test(`pages of groups are readable at ${width}, ${dark ? 'dark' : 'light'}`, async () => {
      const page = await open('/failure-groups', { width, dark });
      const check = async () => {
        // By its tag: under a question it is hidden from who reads by roles.
        await see(page.locator('h1')).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      };
      await check();
      await openGroup(page, 'Card #');
      await check();
      for (const name of ['Ignore…', 'Snooze…', 'Assign…', 'Discard all…']) {
        await page.getByRole('button', { name }).click();
        await check();
        await page.keyboard.press('Escape');
      }
      await page.goto(`${web.url}/settings`);
      await check();
      await close(page);
    });
