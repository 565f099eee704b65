// Notes on a letter, and two letters compared, in a real Chromium: by keyboard, wide and narrow, light and dark, through axe.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { addNote, listNotes } from '#lib/store/notes.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { deathIn, delivery, openTestSession, person, text } from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { makeTestToken } from '#tests/test-token.ts';
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let web: Web;
let browser: Browser;
let ids: string[];

const lines = Array.from(
  { length: 40 },
  (_, at) => `"line${at}": "of an order that is long enough to stand alone"`,
);
const bodyOf = (order: number, more = '') => `{"order": ${order}, ${lines.join(', ')}${more}}`;

beforeAll(async () => {
  database = await makeDatabase();
  [web, browser] = await Promise.all([
    startWeb({ DATABASE_URL: database.url }),
    chromium.launch(chromiumOptions()),
  ]);
  const session = await openTestSession();
  const headers = (...more: Uint8Array[]) =>
    joinBytes(deathIn('orders.billing'), text('tenant', 'acme'), ...more);
  await session.store(
    delivery({ headers: headers(text('trace', 'aaa-1'), text('old', 'x')), body: bodyOf(17) }),
    delivery({ headers: headers(text('trace', 'aaa-2')), body: bodyOf(42, ', "gift": true') }),
    delivery({ headers: deathIn('mail.send'), body: new Uint8Array(64).map((_, at) => at * 3) }),
  );
  ids = (await listDeadLetters(person, { limit: 3 })).items.map(({ id }) => id).toReversed();
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

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
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(web.url + path);
  return page;
}

async function close(page: Page, expected: RegExp | null = null): Promise<void> {
  expect(faults.filter((fault) => expected === null || !expected.test(fault))).toEqual([]);
  await page.context().close();
}

const notes = (page: Page) => page.locator('[data-note-id]');
const field = (page: Page) => page.getByLabel('Write a note for whoever opens this letter');
const letter = (at: number) => `/dead-letters/${ids[at]}`;

test('a note is written by the keyboard alone, shown as the text that it is, and counted in the inbox', async () => {
  const page = await open(letter(0));
  await see(page.locator('[data-panel="notes"]')).toBeVisible();
  await see(field(page)).toBeEditable();
  await page.keyboard.press('n');
  await see(field(page)).toBeFocused();
  await page.keyboard.type('asked <b>billing</b>');
  await page.keyboard.press('Enter');
  await page.keyboard.type('https://example.com is down');
  await page.keyboard.press('Control+Enter');
  await see(notes(page)).toHaveCount(1);
  await see(page.locator('[data-note-text]')).toHaveText('asked <b>billing</b>\nhttps://example.com is down');
  await see(notes(page).locator('a, b:has-text("billing")')).toHaveCount(0);
  await see(notes(page)).toContainText('token test');
  await see(field(page)).toHaveValue('');
  await see(field(page)).toBeFocused();
  await page.goto(`${web.url}/dead-letters?queue=orders.billing`);
  await see(page.locator(`[data-letter-id="${ids[0]}"] [data-notes]`)).toHaveText('1note');
  await see(page.locator(`[data-letter-id="${ids[1]}"] [data-notes]`)).toHaveCount(0);
  await close(page);
});

test('what somebody else writes appears on an open page by itself; what one types meanwhile stays', async () => {
  const page = await open(letter(1));
  await see(page.locator('html')).toHaveAttribute('lang');
  await field(page).fill('a draft');
  await addNote({ ...person, name: 'Ada' }, ids[1]!, { text: 'from elsewhere' });
  await see(notes(page)).toContainText('Ada');
  await see(field(page)).toHaveValue('a draft');
  await close(page);
});

test('what was typed survives a failed request', async () => {
  const page = await open(letter(1));
  await page.route('**/notes', (route) => route.abort());
  await field(page).fill('precious words');
  await page.getByRole('button', { name: 'Add note' }).click();
  await see(page.locator('[data-panel="notes"] [role="alert"]')).toContainText('Your text is still here');
  await see(field(page)).toHaveValue('precious words');
  await page.unroute('**/notes');
  await page.getByRole('button', { name: 'Add note' }).click();
  await see(page.locator('[data-note-text]').last()).toHaveText('precious words');
  await see(page.locator('[data-panel="notes"] [role="alert"]')).toHaveCount(0);
  await close(page, /ERR_FAILED/);
});

test('a note is changed in its place, against what was read, and the focus comes back', async () => {
  const page = await open(letter(1));
  const mine = notes(page).last();
  await mine.getByRole('button', { name: 'Edit' }).press('Enter');
  await see(mine.getByLabel('Your note')).toBeFocused();
  await page.keyboard.press('Escape');
  await see(mine.getByRole('button', { name: 'Edit' })).toBeFocused();
  await page.keyboard.press('Enter');
  await mine.getByLabel('Your note').fill('better words');
  // Another browser of the same author was quicker.
  await database.query(
    `UPDATE note SET text = 'other words', version = version + 1 WHERE text = 'precious words'`,
  );
  await page.keyboard.press('Control+Enter');
  await see(mine.locator('[role="alert"]')).toContainText('changed meanwhile');
  await see(mine.locator('[data-note-text]')).toHaveText('other words');
  await see(mine.getByLabel('Your note')).toHaveValue('better words');
  await page.keyboard.press('Control+Enter');
  await see(mine.locator('[data-note-text]')).toHaveText('better words');
  await see(mine.getByRole('button', { name: 'Edit' })).toBeFocused();
  await see(mine).toContainText('changed');
  await close(page, /409/);
});

test('deleting asks once; then the focus is where the next note is written', async () => {
  const page = await open(letter(1));
  await see(notes(page)).toHaveCount(2);
  const mine = notes(page).last();
  await mine.getByRole('button', { name: 'Delete…' }).press('Enter');
  await see(page.getByRole('dialog')).toContainText('better words');
  await page.keyboard.press('Escape');
  await see(mine.getByRole('button', { name: 'Delete…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.locator('[data-confirm="delete-note"]').press('Enter');
  await see(notes(page)).toHaveCount(1);
  await see(field(page)).toBeFocused();
  expect((await listNotes(person, ids[1]!)).map((note) => note.text)).toEqual(['from elsewhere']);
  await close(page);
});

test('a viewer reads notes and is told why there is nothing to write in', async () => {
  const headers = await makeTestToken(database.url, { role: 'viewer' });
  const page = await open(letter(0), { headers });
  await see(notes(page)).toHaveCount(1);
  await see(page.locator('[data-panel="notes"] textarea')).toHaveCount(0);
  await see(page.locator('[data-panel="notes"]')).toContainText('wants the role operator');
  await see(notes(page).getByRole('button')).toHaveCount(0);
  await close(page);
});

const compare = (a: number, b: number) => `/dead-letters/compare?a=${ids[a]}&b=${ids[b]}`;

test('two selected letters are compared, the earlier one left; what differs is said in words', async () => {
  const page = await open('/dead-letters?queue=orders.billing');
  const bar = page.locator('[data-selection]');
  await page.locator('[data-letter-id] input').first().check();
  await see(bar.locator('[data-act="compare"]')).toHaveCount(0);
  await page.locator('[data-letter-id] input').nth(1).check();
  await bar.locator('[data-act="compare"]').press('Enter');
  await see(page.getByRole('heading', { level: 1 })).toHaveText('Two letters compared');
  expect(new URL(page.url()).searchParams.get('a')).toBe(ids[0]);
  const headers = page.locator('[data-panel="headers"]');
  await see(headers.locator('[data-compared="trace"]')).toContainText('≠changed');
  await see(headers.locator('[data-compared="trace"] mark')).toHaveText(['1', '2']);
  await see(headers.locator('[data-compared="old"]')).toContainText('only A');
  await see(headers.locator('[data-compared="tenant"]')).toBeHidden();
  await headers.locator('summary').press('Enter');
  await see(headers.locator('[data-compared="tenant"]')).toBeVisible();
  const bodies = page.locator('[data-panel="bodies"]');
  await see(bodies.locator('[data-line="changed"]')).toContainText('"order": 17');
  await see(bodies.locator('[data-line="right"]')).toContainText('only B: ');
  await see(bodies).toContainText('2 lines differ');
  const fold = bodies.locator('[data-fold]');
  await see(bodies.getByText('"line20"')).toHaveCount(0);
  await fold.press('Enter');
  await see(bodies.getByText('"line20"').first()).toBeVisible();
  await see(fold).toBeFocused();
  await fold.press('Enter');
  await see(bodies.getByText('"line20"')).toHaveCount(0);
  await page.locator('[data-crumb]').click();
  await see(page.locator('[data-letter-id]')).toHaveCount(2);
  await see(bar).toHaveAttribute('data-selection', '2');
  await close(page);
  const opened = await database.query(`SELECT DISTINCT letter_ids FROM audit WHERE act = 'body.open'`);
  expect(opened.length).toBe(2);
});

test('a letter leads to the comparison with the one that it became', async () => {
  const [replay] = await database.query<{ id: string }>(
    `INSERT INTO replay (id, broker_id, dead_letter_id, actor, to_kind, to_exchange, to_routing_key, stage, settled_at)
     VALUES (gen_random_uuid(), 1, $1, 'test', 'origin', '', '', 'confirmed', now()) RETURNING id`,
    [ids[0]],
  );
  await database.query('UPDATE dead_letter SET came_from_replay_id = $1 WHERE id = $2', [replay!.id, ids[1]]);
  for (const at of [0, 1]) {
    const page = await open(letter(at));
    await page.locator('[data-panel="story"] [data-compare]').click();
    await see(page.locator('[data-side="A"] a')).toHaveAttribute('href', new RegExp(ids[0]!));
    await see(page.locator('[data-side="B"] a')).toHaveAttribute('href', new RegExp(ids[1]!));
    await close(page);
  }
});

test('what is not there, or not to be seen, is not compared', async () => {
  const headers = await makeTestToken(database.url, { seeQueues: ['mail.*'] });
  const nowhere = `/dead-letters/compare?a=${ids[0]}`;
  for (const [path, given] of [
    [nowhere, {}],
    [`${nowhere}&b=${crypto.randomUUID()}`, {}],
    [`${nowhere}&b=%27`, {}],
    [compare(0, 2), headers],
  ] as const) {
    const page = await open(path, { headers: given });
    await see(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here');
    await close(page, /404/);
  }
});

const pages = {
  letter: () => letter(0),
  'two alike': () => compare(0, 1),
  'two unlike': () => compare(1, 2),
};
for (const [name, path] of Object.entries(pages)) {
  for (const width of [1440, 375]) {
    for (const dark of [false, true]) {
      test(`${name} at ${width}, ${dark ? 'dark' : 'light'}: axe finds nothing, nothing scrolls sideways`, async () => {
        const page = await open(path(), { width, dark });
        await see(page.getByRole('heading', { level: 1 })).toBeVisible();
        await see(page).toHaveTitle(/./);
        await see(page.getByText('Comparing…')).toHaveCount(0);
        await page.evaluate(() => {
          for (const one of document.querySelectorAll('details')) one.open = true;
        });
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        const { violations } = await new AxeBuilder({ page: page as never }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond).toBeLessThanOrEqual(0);
        await close(page);
      });
    }
  }
}
