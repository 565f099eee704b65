// Coming in, inviting, making a token, and what a viewer sees: by a real browser, as a new user would.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOperations } from '#lib/http/operations/all.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession } from '#tests/letters.ts';
import { startWeb, until, type Web } from '#tests/processes.ts';

let database: TestDatabase;
let web: Web;
let browser: Browser;
let ada: BrowserContext;
const faults: string[] = [];

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url }),
    chromium.launch(chromiumOptions()),
  ]);
  const session = await openTestSession();
  await session.store(
    delivery({ headers: deathIn('orders.billing') }),
    delivery({ headers: deathIn('payments.card') }),
  );
  ada = await visit();
});
afterAll(async () => {
  await browser.close();
  await web.stop();
  await database.drop();
});

async function visit(options: { width?: number; dark?: boolean } = {}): Promise<BrowserContext> {
  const { width = 1440, dark = false } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  context.on('page', (page) => {
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // The browser itself reports each refusal of a call that is meant to be refused.
      if (message.type() === 'error' && !/status of 40[014]/.test(message.text()))
        faults.push(message.text());
    });
  });
  return context;
}

async function audit(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(value);
}

const password = 'correct horse battery';

test('who is not signed in lands on the sign-in, whatever they ask for', async () => {
  const page = await ada.newPage();
  for (const path of [
    '/',
    '/dead-letters',
    '/queues',
    '/alerts',
    '/settings',
    '/dead-letters/00000000-0000-7000-8000-000000000000',
  ]) {
    await page.goto(web.url + path);
    await see(page).toHaveURL(/\/sign-in\?to=/);
  }
  expect(await page.content()).not.toContain('orders.billing');
  await audit(page);
  await page.close();
});

test('the link in the log makes the first administrator', async () => {
  await until('the log has the link', async () => /\/welcome#\S+/.test(web.output()));
  const page = await ada.newPage();
  await page.goto(/http\S+\/welcome#\S+/.exec(web.output())![0]);
  await audit(page);
  await fill(page, { 'Your name': 'Ada', 'E-mail address': 'ada@example.com', Password: password });
  await page.getByRole('button', { name: 'Come in' }).click();
  await see(page).toHaveURL(/\/dead-letters/);
  await see(page.locator('[data-letter-id]')).toHaveCount(2);
  await page.close();
});

test('a wrong password says so; the right one leads to where one wanted to go, never elsewhere', async () => {
  const context = await visit();
  const page = await context.newPage();
  await page.goto(`${web.url}/queues`);
  await fill(page, { 'E-mail address': 'ada@example.com', Password: 'a wrong one' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await see(page.getByRole('alert').first()).toContainText('do not fit together');
  await fill(page, { Password: password });
  await page.keyboard.press('Enter');
  await see(page).toHaveURL(`${web.url}/queues`);
  for (const evil of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    await page.goto(`${web.url}/sign-in?to=${encodeURIComponent(evil)}`);
    expect(new URL(page.url()).origin, evil).toBe(web.url);
  }
  await context.close();
});

test('inviting a person, who then sees what was given and no more, with the reason beside what they may not do', async () => {
  const page = await ada.newPage();
  await page.goto(`${web.url}/settings`);
  await page.locator('[data-act="invite"]').click();
  await audit(page);
  await fill(page, { 'E-mail address': 'bo@example.com', 'Sees letters of': '-nonsense ' });
  await fill(page, { 'Sees letters of': 'orders.*' });
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.locator('[data-secret]').innerText();
  await page.getByRole('button', { name: 'I have it' }).click();
  await see(page.locator('[data-act="invite"]')).toBeFocused();
  await see(page.locator('[data-invitation]')).toContainText('bo@example.com');
  await see(page.locator('[data-invitation]')).toContainText('expires in 2 d');
  const theirs = await visit();
  const their = await theirs.newPage();
  await their.goto(link);
  await see(their.getByText('Viewer: sees orders.*')).toBeVisible();
  await audit(their);
  await fill(their, { 'Your name': 'Bo', Password: 'passwordpassword' });
  await their.getByRole('button', { name: 'Come in' }).click();
  await see(their.getByRole('alert').first()).toContainText('easy to guess');
  await see(their.getByLabel('Password')).toBeFocused();
  await fill(their, { Password: password });
  await their.getByRole('button', { name: 'Come in' }).click();
  await see(their.locator('[data-letter-id]')).toHaveCount(1);
  await their.locator('[data-letter-id] a').first().click();
  await see(their.locator('[data-effect]')).toContainText('You may look, not act');
  await see(their.locator('[data-act="replay"]')).toHaveAttribute('aria-disabled', 'true');
  await audit(their);
  await their.keyboard.press('d');
  await see(their.getByRole('dialog')).toHaveCount(0);
  await page.reload();
  await page.getByRole('button', { name: 'Change Bo' }).click();
  await page.getByLabel('Role').selectOption('operator');
  await page.getByLabel('Slack member ID').fill('bo');
  await page.getByRole('button', { name: 'Save' }).click();
  await see(page.getByRole('dialog').getByRole('alert')).toContainText('Must be a Slack member ID');
  await page.getByLabel('Slack member ID').fill('U0123BO');
  await page.getByRole('button', { name: 'Save' }).click();
  await see(page.locator('[data-person="bo@example.com"]')).toContainText('Slack U0123BO');
  await see(page.locator('[data-person="bo@example.com"]')).toContainText(
    'Operator: sees orders.*, acts on all of those',
  );
  await their.reload();
  await see(their.locator('[data-act="replay"]')).toHaveAttribute('aria-disabled', 'false');
  await their.goto(`${web.url}/settings`);
  await see(their.getByText('People, tokens, owners and the audit are for administrators.')).toBeVisible();
  await page.getByRole('button', { name: 'Change Bo' }).click();
  await see(page.getByLabel('Slack member ID')).toHaveValue('U0123BO');
  await page.getByLabel('Slack member ID').fill('');
  await page.getByLabel('Disabled').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await see(page.locator('[data-person="bo@example.com"]')).toContainText('disabled');
  await see(page.locator('[data-person="bo@example.com"]')).not.toContainText('Slack');
  // Without a click of theirs: an open page shows nothing to who may not see it any more.
  await see(their).toHaveURL(/\/sign-in\?to=%2Fsettings/, { timeout: 15_000 });
  await see(their.getByText('You were signed out')).toBeVisible();
  await their.goto(link);
  await see(their.getByText('This link was used already')).toBeVisible();
  await theirs.close();
  await page.close();
});

test('a link that went to the wrong person is taken back', async () => {
  const page = await ada.newPage();
  await page.goto(`${web.url}/settings`);
  await page.locator('[data-act="invite"]').click();
  await see(page.getByLabel('E-mail address')).toBeFocused();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.locator('[data-secret]').innerText();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Take back the link' }).click();
  await see(page.locator('[data-invitation]')).toHaveCount(0);
  await page.goto(link);
  await page.reload();
  await see(page.getByText('was taken back')).toBeVisible();
  await page.close();
});

test('the password is changed in the settings', async () => {
  const page = await ada.newPage();
  await page.goto(`${web.url}/settings`);
  await page.getByRole('button', { name: 'Change password' }).click();
  await audit(page);
  await fill(page, { 'Your password now': password, 'The new one': 'passwordpassword' });
  await page.getByRole('button', { name: 'Change it' }).click();
  await see(page.getByRole('alert').first()).toContainText('easy to guess');
  await fill(page, { 'The new one': `${password} staple` });
  await page.getByRole('button', { name: 'Change it' }).click();
  await see(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Change password' }).click();
  await fill(page, { 'Your password now': `${password} staple`, 'The new one': password });
  await page.getByRole('button', { name: 'Change it' }).click();
  await see(page.getByRole('dialog')).toHaveCount(0);
  await page.close();
});

test('the API can be read and tried', async () => {
  const page = await ada.newPage();
  await page.goto(`${web.url}/api-docs`);
  await see(page.locator('[data-operation]')).toHaveCount(allOperations.length);
  const listed = page.locator('[data-operation="listDeadLetters"]');
  await listed.locator('summary').first().click();
  await audit(page);
  await listed.getByLabel('limit').fill('1');
  await listed.getByRole('button', { name: 'Try it' }).click();
  await see(listed.locator('[data-answer]')).toContainText('200');
  await see(listed.locator('output')).toContainText('"nextCursor"');
  const token = page.locator('[data-operation="makeToken"]');
  await token.locator('summary').first().click();
  await token.getByLabel('Body').fill('{"name": 1}');
  await token.getByRole('button', { name: 'Do it' }).click();
  await see(token.locator('[data-answer]')).toContainText('400');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1440);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/api.png` });
  await token.getByText('Takes').click();
  await listed.getByText('200 As asked').click();
  await page.setViewportSize({ width: 375, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await page.close();
});

test('a token is shown once, works, and is refused after it was revoked', async () => {
  const page = await ada.newPage();
  await page.goto(`${web.url}/settings`);
  await page.locator('[data-act="make-token"]').click();
  await fill(page, { Name: 'deploy' });
  await page.getByRole('button', { name: 'Make it' }).click();
  const token = await page.locator('[data-secret]').innerText();
  await audit(page);
  await page.getByRole('button', { name: 'I have it' }).click();
  const ask = () => fetch(`${web.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await (await ask()).json()).toMatchObject({ kind: 'token', name: 'deploy', role: 'viewer' });
  await page.reload();
  expect(await page.content()).not.toContain(token);
  await page.getByRole('button', { name: 'Revoke deploy' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await see(page.locator('[data-token="deploy"]')).toHaveCount(0);
  expect((await ask()).status).toBe(401);
  await page.close();
});

test('the settings are a pleasure wide and narrow, light and dark', async () => {
  const state = await ada.storageState();
  for (const [width, dark] of [
    [1440, false],
    [1440, true],
    [375, false],
    [375, true],
  ] as const) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      storageState: state,
    });
    const page = await context.newPage();
    await page.goto(`${web.url}/settings`);
    await see(page.locator('[data-audit]').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await audit(page);
    if (process.env.SHOTS)
      await page.screenshot({
        path: `${process.env.SHOTS}/settings-${width}-${dark ? 'dark' : 'light'}.png`,
        fullPage: true,
      });
    await page.goto(`${web.url}/settings?act=token.make`);
    await see(page.locator('[data-audit]')).toHaveCount(1);
    await context.close();
  }
}, 60_000);

test('signing out elsewhere ends the others; signing out ends this one', async () => {
  const other = await visit();
  const there = await other.newPage();
  await there.goto(`${web.url}/sign-in`);
  if (process.env.SHOTS) await there.screenshot({ path: `${process.env.SHOTS}/sign-in.png` });
  await fill(there, { 'E-mail address': 'ada@example.com', Password: password });
  await there.keyboard.press('Enter');
  await see(there).toHaveURL(/\/dead-letters/);
  const page = await ada.newPage();
  await page.goto(`${web.url}/settings`);
  await page.getByRole('button', { name: 'Sign out elsewhere' }).click();
  await see(page.locator('[data-sign-in]')).toHaveCount(1);
  await there.reload();
  await see(there).toHaveURL(/\/sign-in/);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await see(page).toHaveURL(/\/sign-in/);
  await page.goto(`${web.url}/settings`);
  await see(page).toHaveURL(/\/sign-in/);
  await other.close();
});

test('no page said an error, those of the Content-Security-Policy included', () => {
  expect(faults).toEqual([]);
});
