// The story that runs were built for: a bad deploy leaves letters of three causes among older ones; a person finds them, sends ten as
// a trial, lets the rest go in order, stops it, lets it go on elsewhere, and loses a worker. STORY_LETTERS=200000 is for by hand.
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect as is, test } from 'vitest';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import { startWeb, startWorker, until, type Running, type Web } from '#tests/processes.ts';
import { makeVhost, type Vhost } from '#tests/vhost.ts';
import { storeOlderLetters } from './older-letters.ts';
import { countOf, inFigures, plan, planAllThatMatch, press, readCounts, stateOf, visit } from './run-page.ts';
import { causeOf, causes, customersOf, openShop, type Shop } from './shop.ts';

const LETTERS = Number(process.env.STORY_LETTERS ?? 2000);
const OLDER = LETTERS / 2;
const CUSTOMERS = customersOf(LETTERS);
const RATE = 50;
const TRIAL = 10;
const LIMIT_MS = 60_000 + LETTERS * 20;
const see = expect.configure({ timeout: LIMIT_MS });

let database: TestDatabase;
let vhost: Vhost;
let browser: Browser;
let webs: Web[];
let workers: Running[];
let shop: Shop;
/** The letters of the deploy, as the inbox finds them. */
let found: string;
/** The run of all the others. */
let run: string;

beforeAll(async () => {
  [database, vhost, browser] = await Promise.all([
    makeDatabase(),
    makeVhost(),
    chromium.launch(chromiumOptions()),
  ]);
  await storeOlderLetters(OLDER);
  const env = {
    DATABASE_URL: database.url,
    AMQP_URL: vhost.url,
    AMQP_MANAGEMENT_URL: process.env.TEST_MANAGEMENT_URL ?? '',
  };
  workers = await Promise.all([startWorker(env), startWorker(env)]);
  webs = await Promise.all([startWeb(env), startWeb(env)]);
  await vhost.waitForOwnQueue();
  shop = await openShop(vhost);
  await shop.send(0, LETTERS, CUSTOMERS);
  await until('all have died', async () => (await countLetters()) === OLDER + LETTERS, workers[0], LIMIT_MS);
}, LIMIT_MS * 2);
afterAll(async () => {
  await browser.close();
  await shop.close();
  is(await Promise.all(webs.map((web) => web.stop()))).toEqual([0, 0]);
  await Promise.all(workers.map((worker) => worker.stop()));
  await vhost.drop();
  await database.drop();
});

const tell = (name: string, story: () => Promise<void>) => test(name, story, LIMIT_MS * 4);

async function countLetters(condition = 'true'): Promise<number> {
  const [row] = await database.query<{ many: number }>(
    `SELECT count(*)::int AS many FROM dead_letter WHERE ${condition}`,
  );
  return row!.many;
}

const caption = (page: Page) => page.locator('[data-caption]');
const saysAll = (many: number) => new RegExp(`^(${inFigures(many)}|about .*) letters match$`);
const perCause = (at: number) => Math.ceil((LETTERS - at) / causes.length);

tell('they are found: the chart shows when they came, a query which they are', async () => {
  const { page, close } = await visit(browser, webs[0]!, '/dead-letters?status=open');
  await see(caption(page)).toHaveText(`${inFigures(OLDER + LETTERS)} open letters`);
  await page.locator('[data-histogram] button').last().focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await page.waitForURL(/after=/);
  await see(caption(page)).toHaveText(saysAll(LETTERS));
  const after = new URL(page.url()).searchParams.get('after')!;
  found = `/dead-letters?${new URLSearchParams({ status: 'open', after })}`;
  await page.getByRole('combobox', { name: 'Find letters' }).fill('source:orders.billing card');
  await see(caption(page)).toHaveText(saysAll(perCause(0)));
  await close();
});

tell('they are three causes, and each group knows how many', async () => {
  const { page, close } = await visit(browser, webs[1]!, '/failure-groups');
  const rows = page.locator('tr[data-group]');
  await see(rows).toHaveCount(causes.length + 3);
  for (const [at, { error, queue }] of causes.entries()) {
    const row = rows.filter({ hasText: error });
    await see(row).toContainText(queue);
    await see(row.locator('[data-cell="letters"]')).toHaveText(`In all${inFigures(perCause(at))}`);
  }
  const newest = await rows.locator('a').allTextContents();
  is(
    newest
      .slice(0, causes.length)
      .map((text) => text.split(':')[0])
      .toSorted(),
  ).toEqual(causes.map(({ error }) => error).toSorted());
  await close();
});

tell('ten are sent as a trial, and all of them come back', async () => {
  const { page, close } = await visit(browser, webs[0]!, found);
  await page.locator('[data-letter-id]').first().waitFor();
  for (const key of ['j', 'x', ...'j'.repeat(TRIAL - 1), 'X']) await page.keyboard.press(key);
  await see(page.locator(`[data-selection="${TRIAL}"]`)).toBeVisible();
  await page.locator('[data-act="run"]').click();
  await plan(page, async (dialog) => dialog.getByLabel('Why').fill('is the fix out?'));
  await press(page, 'start');
  await see(stateOf(page, 'done')).toBeVisible();
  await see(countOf(page, 'confirmed')).toHaveText(String(TRIAL));
  await see(countOf(page, 'came_back')).toHaveText(String(TRIAL));
  is(shop.took).toEqual([]);
  await close();
});

tell('the plan of the others counts each of them, and tells where they go', async () => {
  shop.works = () => true;
  const { page, close } = await visit(browser, webs[0]!, found);
  run = await planAllThatMatch(page, async (dialog) => {
    await dialog.getByLabel('Trial first').fill(String(TRIAL));
    await dialog.getByLabel('then wait, s').fill('1');
    await dialog.getByLabel('Order').selectOption('key');
    await dialog.getByLabel('Key', { exact: true }).fill('header.customer');
    await dialog.getByLabel('Why').fill('the fix is out');
  });
  await see(page.getByRole('heading', { level: 1 })).toHaveText(`Try ${inFigures(LETTERS)} letters again?`);
  const told = page.locator('[data-panel="plan"]');
  for (const [at, { queue, routingKey }] of causes.entries()) {
    await see(told).toContainText(`${queue}${inFigures(perCause(at))}`);
    await see(told).toContainText(`shop › ${routingKey}${inFigures(perCause(at))}`);
    await see(told.locator('[data-plan-reach]').filter({ hasText: routingKey })).toContainText(
      'reaches 1 queue',
    );
  }
  await close();
});

tell(`at ${RATE} a second it goes, and stopped it stands, on both webs`, async () => {
  const here = await visit(browser, webs[0]!, run);
  const there = await visit(browser, webs[1]!, run);
  await press(here.page, 'start');
  await until('it has gone on after its trial', async () => shop.took.length > TRIAL + RATE, workers[0]);
  let before = Number.NaN;
  here.page.on('request', (request) => {
    if (request.url().endsWith('/pause')) before = shop.took.length;
  });
  await press(here.page, 'pause');
  for (const { page } of [here, there]) {
    await see(stateOf(page, 'paused')).toBeVisible();
    await see(countOf(page, 'under_way')).toHaveCount(0);
  }
  const stopped = await readCounts(here.page);
  is(stopped).toEqual({
    total: LETTERS,
    confirmed: stopped.confirmed,
    waiting: LETTERS - stopped.confirmed!,
    came_back: 0,
  });
  is(await readCounts(there.page)).toEqual(stopped);
  await until('all that was sent has come', async () => shop.took.length === stopped.confirmed);
  is(stopped.confirmed! - before).toBeLessThanOrEqual(RATE);
  // Meanwhile a worker stores what dies: it lives, and sends nothing; what comes now stays out.
  shop.works = ({ no }) => no < LETTERS;
  await shop.send(LETTERS, LETTERS + 1, CUSTOMERS);
  await until('it is stored', async () => (await countLetters()) === OLDER + LETTERS + TRIAL + 1, workers[0]);
  for (const { page } of [here, there]) {
    await page.reload();
    await see.poll(() => readCounts(page)).toEqual(stopped);
  }
  is(shop.took).toHaveLength(stopped.confirmed!);
  await here.close();
  await there.close();
});

tell(
  'it goes on from the other web, as fast as it can, and a worker that is killed loses nothing',
  async () => {
    const here = await visit(browser, webs[0]!, run);
    const there = await visit(browser, webs[1]!, run);
    await press(there.page, 'resume');
    await there.page.getByLabel('Letters a second').fill('');
    await there.page.getByRole('button', { name: 'Change' }).click();
    const gone = shop.took.length;
    await until('it goes', async () => shop.took.length > gone + LETTERS / 10, workers[0], LIMIT_MS);
    await killFeeder();
    is((await readCounts(here.page)).waiting).toBeGreaterThan(0);
    for (const { page } of [here, there]) await see(stateOf(page, 'done')).toBeVisible();
    const { confirmed = 0, unknown = 0, left_out: held = 0, ...rest } = await readCounts(there.page);
    is(rest).toEqual({ total: LETTERS, came_back: 0 });
    is(confirmed + unknown + held).toBe(LETTERS);
    is(await readCounts(here.page)).toEqual(await readCounts(there.page));
    await until('all that is confirmed has come', async () => shop.took.length >= confirmed);
    is(shop.took.length).toBeLessThanOrEqual(confirmed + unknown);
    is(timesTaken().size).toBe(shop.took.length);
    is(await readMisplaced()).toEqual([]);
    await here.close();
    await there.close();
  },
);

tell(
  'what is left is tried again too: then each has come, and twice at most what was called unknown',
  async () => {
    shop.works = () => true;
    const unknown = new Set((await readRunOrder(`AND x.state = 'unknown'`)).map(({ no }) => no));
    const { page, close } = await visit(browser, webs[1]!, found);
    await planAllThatMatch(page, async (dialog) => {
      await dialog.getByLabel('Letters a second').fill('');
      await dialog.getByLabel(/^Also letters whose last try/).check();
    });
    await press(page, 'start');
    await see(stateOf(page, 'done')).toBeVisible();
    const times = timesTaken;
    await until('each has come', async () => times().size === LETTERS + 1, workers[0], LIMIT_MS);
    is([...times()].filter(([no, many]) => many > (unknown.has(no) ? 2 : 1))).toEqual([]);
    await page.goto(`${webs[0]!.url}${found}`);
    await see(page.locator('[data-no-match]')).toBeVisible();
    await page.goto(`${webs[0]!.url}/failure-groups`);
    for (const { error } of causes)
      await see(page.locator('tr[data-group]', { hasText: error }).locator('[data-cell="open"]')).toHaveText(
        'Open0',
      );
    await close();
  },
);

function timesTaken(): Map<number, number> {
  const times = new Map<number, number>();
  for (const { no } of shop.took) times.set(no, (times.get(no) ?? 0) + 1);
  return times;
}

/** The worker that feeds the run; what it held is not waited for. */
async function killFeeder(): Promise<void> {
  const [feeder] = await database.query<{ pid: number; id: string }>(
    `SELECT w.pid, w.id FROM replay_run s JOIN worker w ON w.id = s.worker_id WHERE s.state = 'running'`,
  );
  await workers.find(({ pid }) => pid === feeder!.pid)!.stop('SIGKILL');
  await database.query(`UPDATE replay SET lease_until = now() WHERE worker_id = $1 AND settled_at IS NULL`, [
    feeder!.id,
  ]);
}

async function readRunOrder(condition = ''): Promise<{ no: number; position: number }[]> {
  return database.query(
    `SELECT (convert_from(l.body, 'UTF8')::json->>'no')::int AS no, x.position FROM run_letter x
      JOIN dead_letter l ON l.id = x.dead_letter_id WHERE x.run_id = $1 ${condition}`,
    [run.split('/').at(-1)],
  );
}

/** Orders that came to their queue before an earlier one of their customer. */
async function readMisplaced(): Promise<number[]> {
  const places = new Map((await readRunOrder()).map(({ no, position }) => [no, position]));
  const last = new Map<string, number>();
  return shop.took.flatMap(({ no, customer, queue }) => {
    const key = `${customer} ${queue}`;
    const place = places.get(no) ?? 0;
    const isMisplaced = place < (last.get(key) ?? 0);
    last.set(key, place);
    return isMisplaced ? [no] : [];
  });
}
