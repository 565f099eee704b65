// Letters that try to hurt, through the whole line: drained, shown, searched, alerted and tried again on real parts.
import { expect as expectPage } from '@playwright/test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import type { DeadLetterDetail, DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { readWords } from '#lib/domain/search-text.ts';
import { quote } from '#lib/domain/query/write.ts';
import { titleOf } from '#lib/domain/letter-title.ts';
import { toldGroup } from '#tests/told-group.ts';
import { findBlockFaults } from '#scripts/demo/slack/blocks.ts';
import { findPings } from '#scripts/demo/slack/mrkdwn.ts';
import { collect } from '#tests/broker/sessions.ts';
import { until } from '#tests/processes.ts';
import { slackTexts } from './corpus/slack.ts';
import { corpus } from './corpus.ts';
import { folded, HANG_MS, lookAt, readBusyness } from './look.ts';
import { openStage, readPeakMib, replayQueue, sha256, type Published, type Stage } from './stage.ts';
import { watch } from './watch.ts';

// A machine that does other things as well takes its time: what may not take long is measured by itself.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 180_000 });

const see = expectPage.configure({ timeout: 60_000 });

const MEMORY_MIB = 512;
/** What a search could take for more than text: patterns, wildcards, quotes, markup, SQL, addresses. */
const searches = [
  '(a+)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(.*a){20}',
  '%_%_%_%_%_%_%_%',
  '100% _under_ \\back\\slash',
  '\\',
  '\\%',
  '\'single\' "double"',
  "'; DROP TABLE dead_letter; --",
  '<script>alert(1)</script>',
  '\u202Egpj',
  '&q=x#y?z=%00',
  'a'.repeat(200),
];

let stage: Stage;
let listed: Map<string, DeadLetterSummary>;
const details = new Map<Published, DeadLetterDetail>();

beforeAll(async () => {
  stage = await openStage();
  await stage.publish(slackTexts);
  await until(
    'Slack was told of each of the first letters',
    async () => (await countTold()) === slackTexts.length,
    stage.worker,
    120_000,
  );
  await stage.publish(corpus.slice(slackTexts.length));
});
afterAll(() => stage.stop());

const countTold = async () =>
  (await stage.database.query(`SELECT FROM alert a JOIN post p ON p.id = a.post_id WHERE p.stage = 'posted'`))
    .length;

test('no letter is skipped', async () => {
  const count = async () =>
    Number((await stage.database.query<{ n: string }>('SELECT count(*) AS n FROM dead_letter'))[0]?.n);
  await until('all letters are stored', async () => (await count()) >= corpus.length, stage.worker, 120_000);
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(await count()).toBe(corpus.length);
  listed = await stage.list();
  expect([...listed.keys()].toSorted()).toEqual(stage.published.map(({ mark }) => mark).toSorted());
});

test('each letter is told by the REST API as it is', async () => {
  for (const one of stage.published) {
    const detail = await stage.detail(idOf(one));
    details.set(one, detail);
    expect.soft(detail, one.letter.name).toMatchObject({ bodyBytes: one.bodyBytes, ...one.letter.told });
  }
});

test('each body is downloaded byte for byte, and never shown by a browser', async () => {
  const bodyOf = (one: Published) => `/api/v1/dead-letters/${idOf(one)}/body`;
  for (const one of stage.published) {
    const response = await stage.web.fetch(bodyOf(one));
    expect(response.headers.get('content-type'), one.letter.name).toBe('application/octet-stream');
    expect(sha256(new Uint8Array(await response.arrayBuffer())), one.letter.name).toBe(one.bodyHash);
  }
  const page = await stage.browser.newPage({ extraHTTPHeaders: await stage.web.headers() });
  const html = stage.published.find(({ letter }) => letter.name.startsWith('HTML'))!;
  const download = page.waitForEvent('download');
  await page.goto(stage.web.url + bodyOf(html)).catch(() => undefined);
  expect(await (await download).failure()).toBeNull();
  await page.close();
});

test('each letter’s page is shown within a second, whatever is opened in it, and runs nothing', async () => {
  const context = await stage.browser.newContext({ extraHTTPHeaders: await stage.web.headers() });
  const watched = await watch(context, stage.web.url);
  const trouble: Record<string, string[]> = {};
  const done = new Set<string>();
  const harmlessPath = pathOf(stage.published.find(({ letter }) => letter.name === 'an empty body')!);
  for (const one of stage.published) {
    const found = await lookAt(watched, { path: pathOf(one), harmlessPath, done });
    if (found.length > 0) trouble[one.letter.name] = found;
  }
  expect(trouble).toEqual({});
  const todo = ['load more lines', 'turn to JSON', 'turn to Hex', ...folded.map((one) => `press ${one}`)];
  expect([...done]).toEqual(expect.arrayContaining(todo.map((what) => `to ${what}`)));
  await context.close();
});

test('any two of them are compared within a second, whatever is opened there, and nothing runs', async () => {
  const context = await stage.browser.newContext({ extraHTTPHeaders: await stage.web.headers() });
  const watched = await watch(context, stage.web.url);
  const trouble: Record<string, string[]> = {};
  const harmlessPath = pathOf(stage.published.find(({ letter }) => letter.name === 'an empty body')!);
  for (const [at, one] of stage.published.entries()) {
    const other = stage.published[(at + 1) % stage.published.length]!;
    const path = `/dead-letters/compare?a=${idOf(one)}&b=${idOf(other)}`;
    const found = await lookAt(watched, { path, harmlessPath, done: new Set() });
    await see(watched.page.getByText('Comparing…')).toHaveCount(0);
    found.push(...(await watched.harm()));
    if (found.length > 0) trouble[`${one.letter.name} and ${other.letter.name}`] = found;
  }
  expect(trouble).toEqual({});
  await context.close();
});

test('the inbox is shown within a second, page after page, and runs nothing', async () => {
  const context = await stage.browser.newContext({ extraHTTPHeaders: await stage.web.headers() });
  const watched = await watch(context, stage.web.url);
  const path = '/dead-letters?status=open';
  const harmlessPath = '/dead-letters?status=discarded';
  expect(await lookAt(watched, { path, harmlessPath, done: new Set() })).toEqual([]);
  const maxMs = HANG_MS * (await readBusyness(watched, harmlessPath));
  await watched.open(path);
  const older = watched.page.locator('[data-older]');
  while (await older.isVisible()) {
    const before = await watched.page.locator('[data-letter-id]').count();
    const slowestMs = await watched.during(async () => {
      await older.click();
      await watched.page.locator(`[data-letter-id] >> nth=${before}`).waitFor();
    });
    expect(slowestMs).toBeLessThan(maxMs);
  }
  expect(await watched.page.locator('[data-letter-id]').count()).toBe(corpus.length);
  expect(await watched.harm()).toEqual([]);
  await context.close();
});

test('each letter is found by text of its own', async () => {
  async function seek(one: Published) {
    const sought = one.letter.sought ?? one.mark;
    const found = await search(sought);
    if (sought !== '') expect.soft(found, one.letter.name).toContain(idOf(one));
  }
  for (let at = 0; at < stage.published.length; at += 4)
    await Promise.all(stage.published.slice(at, at + 4).map(seek));
});

test('the search box takes every text as the text that it is', async () => {
  const context = await stage.browser.newContext({ extraHTTPHeaders: await stage.web.headers() });
  const watched = await watch(context, stage.web.url);
  await watched.open('/dead-letters');
  const field = watched.page.locator('input[name="q"]');
  for (const q of searches) {
    await field.fill(quote(q));
    if (readWords(q).length === 0) {
      await field.press('Enter');
      await see(watched.page.getByText('it is found by its words')).toBeVisible();
      continue;
    }
    const expected = (await search(q)).length;
    await see(watched.page).toHaveURL((url) => url.searchParams.get('q') === quote(q));
    await see(watched.page.locator('[data-letter-id]')).toHaveCount(Math.min(expected, 50));
    expect.soft([q, await watched.harm()]).toEqual([q, []]);
  }
  await context.close();
});

test('each letter is covered by a post that pings nobody, links to us alone, and is one that Slack takes', async () => {
  await until(
    'every letter is alerted',
    async () =>
      (
        await stage.database.query(
          `SELECT 1 FROM alert a LEFT JOIN post p ON p.id = a.post_id WHERE p.stage IS DISTINCT FROM 'posted'`,
        )
      ).length === 0,
    stage.worker,
    120_000,
  );
  const told = [...details.values()].map((detail) => {
    const { sourceQueue, reason, errorType, errorMessage, exchange, routingKey, deaths } = detail;
    const names = { sourceQueue, reason, errorType, errorMessage, exchange, routingKey, deaths };
    return buildLeadPost(toldGroup({ ...names, title: titleOf(detail).title }), 'http://127.0.0.1:3000');
  });
  for (const { text, blocks } of [...told, ...stage.slack.posts()]) {
    expect(findBlockFaults(blocks)).toEqual([]);
    expect(findPings(text, blocks, { parse: 'none' })).toEqual([]);
    const words = JSON.stringify([text, blocks]);
    for (const [, control] of words.matchAll(/<([^<>]*)>/g))
      expect(control).toMatch(
        /^(http:\/\/127\.0\.0\.1:3000\/(dead-letters|failure-groups)|!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|)/,
      );
  }
  const context = await stage.browser.newContext();
  const watched = await watch(context, new URL(stage.slack.pageUrl).origin);
  await watched.page.goto(stage.slack.pageUrl);
  const links = await watched.page
    .locator('#posts a')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  expect(links.length).toBeGreaterThanOrEqual(slackTexts.length);
  for (const href of links)
    expect(href).toMatch(/^http:\/\/127\.0\.0\.1:3000\/(dead-letters|failure-groups)/);
  expect(await watched.page.locator('mark').count()).toBe(0);
  expect(await watched.harm()).toEqual([]);
  await context.close();
});

test('each letter is tried again, and arrives equal in body', async () => {
  const ids = stage.published.map(idOf);
  const response = await stage.web.fetch('/api/v1/replays', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      deadLetterIds: ids,
      to: { kind: 'exchange', exchange: '', routingKey: replayQueue },
    }),
  });
  expect(response.status).toBe(202);
  const unsettled = `SELECT 1 FROM replay WHERE settled_at IS NULL`;
  await until(
    'all are settled',
    async () => (await stage.database.query(unsettled)).length === 0,
    stage.worker,
    120_000,
  );
  const refused = await stage.database.query<{ detail: string; mark: string }>(
    `SELECT detail, dead_letter_id AS mark FROM replay WHERE stage <> 'confirmed'`,
  );
  const names = new Map(stage.published.map((one) => [idOf(one), one.letter.name]));
  expect(refused.map(({ detail, mark }) => `${names.get(mark)}: ${detail}`)).toEqual([]);
  const receiver = await collect(stage.vhost.url, replayQueue);
  await receiver.have(corpus.length);
  expect(receiver.deliveries.map(({ body }) => sha256(body)).toSorted()).toEqual(
    stage.published.map(({ bodyHash }) => bodyHash).toSorted(),
  );
  await receiver.connection.close();
});

test('no process has taken more memory than it may', async () => {
  const peaks = { worker: await readPeakMib(stage.worker.pid), web: await readPeakMib(stage.web.pid) };
  console.log(`most memory, in MiB: ${JSON.stringify(peaks)}`);
  expect(peaks.worker).toBeLessThan(MEMORY_MIB);
  expect(peaks.web).toBeLessThan(MEMORY_MIB);
});

function pathOf(one: Published): string {
  return `/dead-letters/${idOf(one)}`;
}

function idOf({ mark, letter }: Published): string {
  const found = listed.get(mark);
  if (found === undefined) throw new Error(`“${letter.name}” is not there`);
  return found.id;
}

async function search(q: string): Promise<string[]> {
  const response = await stage.web.fetch(
    `/api/v1/dead-letters?limit=200&q=${q === '' ? '' : encodeURIComponent(quote(q))}`,
  );
  const { items } = (await response.json()) as { items: DeadLetterSummary[] };
  return items.map(({ id }) => id);
}
