// Every page of the built app in a real Chromium: wide and narrow, light and dark, by keyboard, through axe.
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect as see, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rememberQueue } from '#lib/store/queues.ts';
import { closeSession } from '#lib/store/sessions.ts';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import {
  deathIn,
  deaths,
  delivery,
  openTestSession,
  text,
  worker,
  type TestSession,
} from '#tests/letters.ts';
import { startWeb, type Web } from '#tests/processes.ts';
import { joinBytes, properties, sized } from '#tests/wire.ts';

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
});
afterAll(async () => {
  await browser.close();
  expect(await web.stop()).toBe(0);
  await database.drop();
});

const declined = joinBytes(
  deathIn('orders.billing', { count: 2 }),
  text('x-exception-message', 'Do not honour (05) <script>alert(1)</script>'),
  text(
    'x-exception-stacktrace',
    'com.shop.CardDeclinedException: Do not honour (05)\n\tat com.shop.Acquirer.charge(Acquirer.java:88)\n\tat org.springframework.A.b(C.java:1)',
  ),
);
const looped = deaths(
  ['orders.stock', { count: 3 }],
  ['orders.stock.retry', { reason: 'expired', exchange: 'retry', routingKey: 'orders.stock', count: 2 }],
);

async function open(path: string, options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    extraHTTPHeaders: await web.headers(),
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  faultsOf.set(page, faults);
  await page.goto(web.url + path);
  return page;
}
const faultsOf = new Map<Page, string[]>();

/** Closes the page; it must have said no error, hydration mismatches included. */
async function close(page: Page): Promise<void> {
  expect(faultsOf.get(page)).toEqual([]);
  await page.context().close();
}

const row = (page: Page, at: number) => page.locator('[data-letter-id]').nth(at);

test('the empty inbox teaches, and turns by itself when the first letter lands', async () => {
  const page = await open('/');
  await see(page.locator('[data-lesson]')).toContainText('x-dead-letter-exchange');
  session = await openTestSession();
  await session.store(delivery({ headers: declined, body: '{"orderId":88213,"ledger":9007199254740993}' }));
  await see(row(page, 0)).toBeVisible();
  await close(page);
});

describe('inbox', () => {
  beforeAll(async () => {
    await session.store(
      delivery({ headers: looped, body: new Uint8Array(64).map((_, at) => at * 3) }),
      delivery({
        headers: deathIn('mail.send', { reason: 'maxlen', exchange: '', routingKey: 'mail.send' }),
      }),
      delivery({ headers: null, body: 'no x-death' }),
      ...Array.from({ length: 60 }, (_, at) =>
        delivery({ headers: deathIn('orders.export'), body: `{"n":${at}}` }),
      ),
    );
    await rememberQueue(worker, { name: 'letterthief', state: 'draining', depth: 12, consumers: 1 });
    await rememberQueue(worker, {
      name: 'gone',
      state: 'missing',
      problem: 'Queue gone does not exist: declare it, or take it out of DEAD_LETTER_QUEUES.',
    });
  });

  test('new letters wait behind a pill and push no row away', async () => {
    const page = await open('/dead-letters?status=open');
    const first = await row(page, 0).getAttribute('data-letter-id');
    await session.store(delivery(), delivery());
    await see(page.locator('[data-new-letters="2"]')).toBeVisible();
    expect(await row(page, 0).getAttribute('data-letter-id')).toBe(first);
    await page.locator('[data-new-letters]').click();
    await see(row(page, 2)).toHaveAttribute('data-letter-id', first!);
    await close(page);
  });

  test('older letters are loaded below, to the last', async () => {
    const page = await open('/dead-letters?status=open');
    while (await page.locator('[data-older]').isVisible()) {
      const before = await page.locator('[data-letter-id]').count();
      await page.locator('[data-older]').click();
      await see.poll(() => page.locator('[data-letter-id]').count()).toBeGreaterThan(before);
    }
    expect(await page.locator('[data-letter-id]').count()).toBe(66);
    await close(page);
  });

  test('the filter lives in the URL, and an empty result offers to clear it', async () => {
    const page = await open('/dead-letters?queue=mail.send');
    await see(page.locator('[data-letter-id]')).toHaveCount(1);
    await page.keyboard.press('/');
    await page.keyboard.type('nothing like it');
    await page.keyboard.press('Enter');
    await see(page.locator('[data-no-match]')).toBeVisible();
    expect(page.url()).toContain('q=nothing');
    await page.locator('[data-clear-filter]').click();
    await see(row(page, 5)).toBeVisible();
    await close(page);
  });

  test('letters are walked, selected and discarded by the keyboard; the question can be declined', async () => {
    const page = await open('/dead-letters?status=open&queue=orders.export');
    await see(row(page, 3)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await see(page.locator('[data-current]')).toHaveCount(1);
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('d');
    await see(page.getByRole('dialog')).toContainText('2 letters');
    await page.keyboard.press('Escape');
    await see(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('d');
    await page.locator('[data-confirm]').click();
    await see
      .poll(async () => (await database.query(`SELECT 1 FROM dead_letter WHERE status = 'discarded'`)).length)
      .toBe(2);
    await close(page);
  });

  test('many are tried again at once, and the question names where they go', async () => {
    const page = await open('/dead-letters?status=open&queue=orders.export');
    await see(row(page, 3)).toBeVisible();
    for (const at of [0, 1, 2]) await row(page, at).getByRole('checkbox').check();
    await page.keyboard.press('t');
    await see(page.getByRole('dialog')).toContainText('orders');
    await see(page.getByRole('dialog')).toContainText('3 letters');
    await page.locator('[data-confirm="replay"]').click();
    await see.poll(async () => (await database.query(`SELECT 1 FROM replay`)).length).toBe(3);
    await close(page);
  });
});

describe('letter', () => {
  async function openLetter(queue: string, options = {}): Promise<Page> {
    const [found] = await database.query<{ id: string }>(
      'SELECT id FROM dead_letter WHERE source_queue IS NOT DISTINCT FROM $1 ORDER BY id LIMIT 1',
      [queue],
    );
    return open(`/dead-letters/${found!.id}`, options);
  }

  test('says what failed, where, and what Try again would do; nothing that came over the wire runs', async () => {
    const page = await openLetter('orders.billing');
    await see(page.getByRole('heading', { level: 1 })).toContainText(
      'Do not honour (05) <script>alert(1)</script>',
    );
    await see(page.locator('[data-effect]')).toContainText('orders');
    await see(page.locator('[data-panel="error"]')).toContainText('Acquirer.java:88');
    await see(page.locator('[data-panel="body"]')).toContainText('9007199254740993');
    await see(page.locator('[data-panel="story"]')).toContainText('There was no way out when it came');
    await close(page);
  });

  test('the stack trace: own calls in front, libraries folded, the cause below; and as it came', async () => {
    const stack = [
      'com.shop.OrderFailed: order 7',
      '\tat org.springframework.A.b(C.java:1)',
      '\tat org.springframework.D.e(F.java:2)',
      'Caused by: com.shop.Declined: <b>no</b>',
      '\tat com.shop.Bank.charge(Bank.java:9) ~[shop.jar:1.0]',
    ].join('\n');
    const headers = joinBytes(deathIn('orders.stacks'), text('x-exception-stacktrace', stack));
    await session.store(delivery({ headers }));
    const page = await openLetter('orders.stacks', { width: 375 });
    const panel = page.locator('[data-panel="error"]');
    await see(panel.getByText('2 library frames')).toBeVisible();
    await see(panel.getByText('F.java:2')).toBeHidden();
    await see(panel.locator('[data-cause="cause"] > summary')).toHaveText(
      'Caused by com.shop.Declined: <b>no</b>',
    );
    await see(panel.getByText('com.shop.Bank.charge')).toBeVisible();
    await page.getByText('2 library frames').press('Enter');
    await see(panel.getByText('F.java:2')).toBeVisible();
    const { violations } = await new AxeBuilder({ page: page as never }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await panel.getByRole('button', { name: 'Show as it came' }).press('Enter');
    await see(panel).toContainText('(Bank.java:9) ~[shop.jar:1.0]');
    await close(page);
  });

  test('headers that RabbitMQ would refuse can be left out, and nothing is ticked unasked', async () => {
    const huge = joinBytes(deathIn('orders.billing'), text('x-huge', 'y'.repeat(140_000)));
    await session.store(delivery({ headers: huge, body: 'oversize' }));
    const page = await open('/dead-letters?q=oversize');
    await row(page, 0).locator('a').click();
    await page.locator('[data-act="replay"]').click();
    const box = page.locator('[data-obstacles] input');
    await see(box).not.toBeChecked();
    await see(page.locator('[data-obstacles]')).toContainText('x-huge, 140,012 bytes');
    const { violations } = await new AxeBuilder({ page: page as never }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await box.check();
    await page.locator('[data-confirm="replay"]').click();
    await see(page.locator('[data-status="replaying"]').first()).toBeVisible();
    const [replay] = await database.query<{ left_out: string[] }>(
      'SELECT left_out FROM replay ORDER BY asked_at DESC LIMIT 1',
    );
    expect(replay!.left_out).toEqual(['x-huge']);
    await close(page);
  });

  test('a letter that may be two says so, and one click keeps two', async () => {
    const one = delivery({ body: 'perhaps two' });
    const [before, after] = [await openTestSession(), await openTestSession()];
    await before.store(one);
    await closeSession(worker, before.sessionId, 0);
    await after.storeAgain({ ...one, redelivered: true });
    const page = await open('/dead-letters?q=perhaps+two');
    await see(row(page, 0)).toContainText('perhaps two');
    await row(page, 0).locator('a').click();
    await see(page.locator('[data-note="perhaps-two"]')).toContainText('Delivered again: perhaps two');
    await page.locator('[data-act="keep-as-two"]').click();
    await see(page.locator('[data-note="perhaps-two"]')).toHaveCount(0);
    await page.goto(`${web.url}/dead-letters?q=perhaps+two`);
    await see(page.locator('[data-letter-id]')).toHaveCount(2);
    await close(page);
    await after.storeAgain({ ...one, seq: one.seq + 1, redelivered: true });
  });

  test('a letter without x-death offers only somewhere else, and says why', async () => {
    const [found] = await database.query<{ id: string }>(
      `SELECT id FROM dead_letter WHERE encode(body, 'escape') = 'no x-death'`,
    );
    const page = await open(`/dead-letters/${found!.id}`);
    await see(page.locator('[data-act="replay"]')).toHaveAttribute('aria-disabled', 'true');
    await close(page);
  });

  test('the message is reproduced when asked for, by the keyboard, in the form that was chosen last', async () => {
    const page = await openLetter('orders.billing', { width: 375, dark: true });
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/reproduction')) asked.push(new URL(request.url()).search);
    });
    const panel = page.locator('[data-panel="reproduce"]');
    await panel.locator('[data-reproduce]').focus();
    expect(asked).toEqual([]);
    await page.keyboard.press('Enter');
    await see(panel.locator('[data-reproduction="fixture"]')).toContainText('"exchange": "orders"');
    await panel.getByLabel('As what').selectOption('pika');
    await see(panel.locator('[data-reproduction="pika"]')).toContainText('9007199254740993');
    await see(panel).toContainText('As by a replay, left out or set anew: header x-death');
    const { violations } = await new AxeBuilder({ page: page as never }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await page.reload();
    await panel.locator('[data-reproduce]').click();
    await see(panel.locator('[data-reproduction="pika"]')).toBeVisible();
    expect(asked).toEqual(['?as=fixture', '?as=pika', '?as=pika']);
    await close(page);
  });

  test('an unknown letter is a page that says so', async () => {
    const page = await browser.newPage({ extraHTTPHeaders: await web.headers() });
    const response = await page.goto(`${web.url}/dead-letters/00000000-0000-7000-8000-000000000000`);
    expect(response?.status()).toBe(404);
    await page.close();
  });

  test('a body is unpacked, folded, searched and looked at in other ways; what hides in a text is unfolded', async () => {
    const { gzipSync } = await import('node:zlib');
    const propertyBytes = properties({
      contentEncoding: Uint8Array.from([4, ...Buffer.from('gzip')]),
      headers: sized(deathIn('zipped')),
    });
    const body = { packed: true, event: '{"type":"order.placed"}', lines: [{ sku: 'A' }, { sku: 'B' }] };
    await session.store({ ...delivery({ body: gzipSync(JSON.stringify(body)) }), propertyBytes });
    const page = await openLetter('zipped');
    const panel = page.locator('[data-panel="body"]');
    await see(panel).toContainText('"packed": true');
    await panel.locator('[data-unfold]').click();
    await see(panel.locator('[data-inside]')).toContainText('{ "type": "order.placed" }');
    const fold = panel.locator('[data-line="3"] [data-fold]');
    await fold.focus();
    await page.keyboard.press('Enter');
    await see(fold).toHaveAttribute('aria-expanded', 'false');
    await see(panel).not.toContainText('"sku": "A"');
    await fold.click();
    await panel.locator('[name="find"]').fill('"sku": "b"');
    await page.keyboard.press('Enter');
    await see(panel.locator('form output')).toContainText('1 of 1');
    await see(panel.locator('[data-current]')).toContainText('{ "sku": "B" }');
    await panel.getByRole('tab', { name: 'Hex' }).click();
    await see(panel.locator('[data-body-view="hex"]')).toContainText('1f 8b 08');
    await close(page);
  });
});

describe('every page, wide and narrow, light and dark', () => {
  const paths = {
    inbox: async () => '/dead-letters?status=open',
    letter: async () =>
      `/dead-letters/${(await database.query<{ id: string }>(`SELECT id FROM dead_letter WHERE source_queue = 'orders.billing' ORDER BY id LIMIT 1`))[0]!.id}`,
    'letter that may be two': async () =>
      `/dead-letters/${(await database.query<{ id: string }>(`SELECT id FROM dead_letter WHERE is_perhaps_two LIMIT 1`))[0]!.id}`,
    queues: async () => '/queues',
  };
  for (const [name, path] of Object.entries(paths)) {
    for (const width of [1440, 375]) {
      for (const dark of [false, true]) {
        test(`${name} at ${width}, ${dark ? 'dark' : 'light'}: axe finds nothing, nothing scrolls sideways`, async () => {
          const page = await open(await path(), { width, dark });
          await see(page.getByRole('heading', { level: 1 })).toBeVisible();
          // Next streams the title after the heading.
          await see(page).toHaveTitle(/./);
          await page.evaluate(() => document.fonts.ready.then(() => undefined));
          const { violations } = await new AxeBuilder({ page: page as never }).analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          ).toBeLessThanOrEqual(0);
          await close(page);
        });
      }
    }
  }

  test('queues tell depth, state and what to do', async () => {
    const page = await open('/queues');
    await see(page.locator('[data-queue="letterthief"]')).toContainText('12');
    await see(page.locator('[data-queue="gone"]')).toContainText('declare it');
    await close(page);
  });
});
