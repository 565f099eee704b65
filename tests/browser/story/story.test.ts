// The story that runs were built for: a bad deploy leaves letters of three causes among older ones; a person finds them, sends ten as
// a trial, lets the rest go in order, stops it, lets it go on elsewhere, and loses a worker. STORY_LETTERS=200000 is for by hand.
import { expect, type Page } from '@playwright/test';
import { afterAll, beforeAll, expect as is, test } from 'vitest';
import {
  countOf,
  inFigures,
  planAllThatMatch,
  planNewest,
  press,
  readCounts,
  stateOf,
  sumOf,
  visit,
  type Counted,
} from '#tests/browser/run-page.ts';
import { until } from '#tests/processes.ts';
import { CUSTOMERS, LETTERS, LIMIT_MS, OLDER, RATE, TRIAL, perCause, saysAll, saysOpen } from './amounts.ts';
import { openHouse, type House } from './house.ts';
import { findHasty, findMisplaced, readSent, timesTaken } from './reckoning.ts';
import { causes, type Shop } from './shop.ts';

const see = expect.configure({ timeout: LIMIT_MS });

let house: House;
let shop: Shop;
/** The letters of the deploy, as the inbox finds them. */
let found: string;
/** The run of all the others. */
let run: string;

beforeAll(async () => {
  house = await openHouse(OLDER);
  shop = house.shop;
  await shop.send(0, LETTERS, CUSTOMERS);
  await until('all have died', isStored(OLDER + LETTERS), house.worker, LIMIT_MS);
}, LIMIT_MS * 2);
afterAll(async () => {
  is(await house.close()).toEqual([0, 0]);
}, 60_000);

const tell = (name: string, story: () => Promise<void>) => test(name, story, LIMIT_MS * 4);

const isStored = (many: number) => async () => (await house.countLetters()) === many;
const open = (web: 0 | 1, path: string) => visit(house.browser, house.webs[web], path);

const caption = (page: Page) => page.locator('[data-caption]');
const idOf = (path: string) => path.split('/').at(-1)!;

tell('they are found: the chart shows when they came, a query which they are', async () => {
  const { page, close } = await open(0, '/dead-letters?status=open');
  await see(caption(page)).toHaveText(saysOpen(OLDER + LETTERS));
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
  const { page, close } = await open(1, '/failure-groups');
  const rows = page.locator('tr[data-group]');
  await see(rows).toHaveCount(causes.length + 3);
  for (const [at, { error, queue }] of causes.entries()) {
    const row = rows.filter({ hasText: error });
    await see(row).toContainText(queue);
    await see(row.locator('[data-cell="letters"]')).toHaveText(`In all${inFigures(perCause(at))}`);
  }
  // They were seen last.
  const newest = (await rows.allTextContents()).slice(0, causes.length).join();
  for (const { error } of causes) is(newest).toContain(error);
  await close();
});

tell('ten are sent as a trial, and all of them come back', async () => {
  const { page, close } = await open(0, found);
  await planNewest(page, TRIAL, async (dialog) => dialog.getByLabel('Why').fill('is the fix out?'));
  await press(page, 'start');
  await see(stateOf(page, 'done')).toBeVisible();
  await see(countOf(page, 'confirmed')).toHaveText(String(TRIAL));
  await see(countOf(page, 'came_back')).toHaveText(String(TRIAL));
  is(shop.took).toEqual([]);
  await close();
});

tell('the plan of the others counts each of them, and tells where they go', async () => {
  shop.works = () => true;
  const { page, close } = await open(0, found);
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
    await see(told.locator('[data-plan-reach]', { hasText: routingKey })).toContainText('reaches 1 queue.');
  }
  await close();
});

tell(`at ${RATE} a second it goes, and stopped it stands, on both webs`, async () => {
  const here = await open(0, run);
  const there = await open(1, run);
  await press(here.page, 'start');
  await until('it has gone on after its trial', async () => shop.took.length > TRIAL + RATE, house.worker);
  let [asked, answered] = [Number.NaN, Number.NaN];
  here.page.on('request', (request) => {
    if (request.url().endsWith('/pause')) asked = shop.took.length;
  });
  here.page.on('response', (answer) => {
    if (answer.url().endsWith('/pause')) answered = shop.took.length;
  });
  await press(here.page, 'pause');
  for (const { page } of [here, there]) {
    await see(stateOf(page, 'paused')).toBeVisible();
    await see(countOf(page, 'under_way')).toHaveCount(0);
  }
  const stopped = await readCounts(here.page);
  const { confirmed = 0 } = stopped;
  is(stopped).toEqual({ total: LETTERS, confirmed, waiting: LETTERS - confirmed, came_back: 0 });
  is(await readCounts(there.page)).toEqual(stopped);
  await until('all that was sent has come', async () => shop.took.length === confirmed);
  // A second's letters, and what was on its way when it was asked: half a second's. Once it is answered none is sent any more.
  is(confirmed - asked).toBeLessThanOrEqual(1.5 * RATE);
  is(confirmed - answered).toBeLessThanOrEqual(RATE);
  // Meanwhile a worker stores what dies: it lives, and sends nothing; what comes now stays out.
  shop.works = ({ no }) => no < LETTERS;
  await shop.send(LETTERS, LETTERS + 1, CUSTOMERS);
  await until('it is stored', isStored(OLDER + LETTERS + TRIAL + 1), house.worker);
  for (const { page } of [here, there]) {
    await page.reload();
    await see.poll(() => readCounts(page)).toEqual(stopped);
  }
  is(shop.took).toHaveLength(confirmed);
  await here.close();
  await there.close();
});

tell(
  'it goes on from the other web, as fast as it can, and a worker that is killed loses nothing',
  async () => {
    const here = await open(0, run);
    const there = await open(1, run);
    await press(there.page, 'resume');
    await there.page.getByLabel('Letters a second').fill('');
    await there.page.getByRole('button', { name: 'Change' }).click();
    const gone = shop.took.length;
    const told: Counted[] = [];
    const goes = async () => {
      for (const { page } of [here, there]) told.push(await readCounts(page));
      return shop.took.length > gone + LETTERS / 10;
    };
    await until('it goes', goes, house.worker, LIMIT_MS);
    await house.killFeeder();
    is(told.filter((counts) => sumOf(counts) !== LETTERS)).toEqual([]);
    for (const { page } of [here, there]) await see(stateOf(page, 'done')).toBeVisible();
    const { confirmed = 0, unknown = 0, left_out: held = 0, ...rest } = await readCounts(there.page);
    is(rest).toEqual({ total: LETTERS, came_back: 0 });
    is(confirmed + unknown + held).toBe(LETTERS);
    is(await readCounts(here.page)).toEqual(await readCounts(there.page));
    await until('all that is confirmed has come', async () => shop.took.length >= confirmed);
    is(shop.took.length).toBeLessThanOrEqual(confirmed + unknown);
    is(timesTaken(shop.took).size).toBe(shop.took.length);
    const sent = await readSent(house.database, idOf(run));
    is(findMisplaced(shop.took, sent)).toEqual([]);
    is(findHasty(sent)).toEqual([]);
    await here.close();
    await there.close();
  },
);

tell(
  'what is left is tried again too: then each has come, and twice at most what was called unknown',
  async () => {
    shop.works = () => true;
    const sent = await readSent(house.database, idOf(run));
    const unknown = new Set(sent.filter(({ outcome }) => outcome === 'unknown').map(({ no }) => no));
    const { page, close } = await open(1, found);
    await planAllThatMatch(page, async (dialog) => {
      await dialog.getByLabel('Letters a second').fill('');
      await dialog.getByLabel(/^Also letters whose last try/).check();
    });
    await press(page, 'start');
    await see(stateOf(page, 'done')).toBeVisible();
    const times = () => timesTaken(shop.took);
    await until('each has come', async () => times().size === LETTERS + 1, house.worker, LIMIT_MS);
    is([...times()].filter(([no, many]) => many > (unknown.has(no) ? 2 : 1))).toEqual([]);
    await page.goto(`${house.webs[0].url}${found}`);
    await see(page.locator('[data-no-match]')).toBeVisible();
    await page.goto(`${house.webs[0].url}/failure-groups`);
    for (const { error } of causes)
      await see(page.locator('tr', { hasText: error }).locator('[data-cell="open"]')).toHaveText('Open0');
    await close();
  },
);
