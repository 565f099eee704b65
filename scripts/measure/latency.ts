/** From a consumer's reject to the letter in an open inbox, and from the click on Try again to "confirmed" on screen, over 50 letters. */
import { chromium, type Page } from '@playwright/test';
import { Connection } from 'rabbitmq-client';
import { chromiumOptions } from '#tests/chromium.ts';
import { makeDatabase } from '#tests/database.ts';
import { startWeb, startWorker } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';

const LETTERS = 50;

export async function measureLatency(): Promise<void> {
  const [database, vhost] = await Promise.all([makeDatabase(), makeVhost()]);
  const env = { DATABASE_URL: database.url, AMQP_URL: vhost.url, LOG_LEVEL: 'info' };
  const worker = await startWorker(env);
  const web = await startWeb(env);
  await vhost.waitForOwnQueue();
  const browser = await chromium.launch(chromiumOptions());
  const client = new Connection(vhost.url);
  client.on('error', (error) => console.error(error));
  const shop = await openShop(client);
  const page = await browser.newPage({ extraHTTPHeaders: await web.headers() });

  const arrivals: number[] = [];
  await shop.sendOne();
  await page.goto(`${web.url}/dead-letters?status=open`);
  await page.locator('[data-letter-id]').first().waitFor();
  for (let at = 0; at < LETTERS; at++) {
    const seen = untilInboxShows(page, at + 1);
    const rejectedAt = await shop.sendOne();
    arrivals.push((await seen) - rejectedAt);
  }

  const clicks: number[] = [];
  shop.fix();
  const { items } = (await (await web.fetch(`/api/v1/dead-letters?limit=${LETTERS}`)).json()) as {
    items: { id: string }[];
  };
  for (const { id } of items) {
    await page.goto(`${web.url}/dead-letters/${id}`);
    await page.locator('[data-act="replay"]').click();
    clicks.push(await clickUntilConfirmed(page));
  }

  show('reject → in the open inbox', arrivals);
  show('click → confirmed on screen', clicks);
  await client.close();
  await browser.close();
  await Promise.all([web.stop(), worker.stop()]);
  await Promise.all([vhost.drop(), database.drop()]);
}

type Shop = { sendOne(): Promise<number>; fix(): void };

/** A service that rejects what it gets until it is fixed; sendOne gives the moment of the reject (ms since the epoch). */
async function openShop(client: Connection): Promise<Shop> {
  const queue = 'orders.billing';
  let isFixed = false;
  let onReject: (at: number) => void = () => undefined;
  const consumer = client.createConsumer(
    {
      queue,
      requeue: false,
      queueOptions: { queue, durable: true, arguments: { 'x-dead-letter-exchange': 'letterthief' } },
      exchanges: [{ exchange: 'orders', type: 'topic', durable: true }],
      queueBindings: [{ exchange: 'orders', routingKey: '#' }],
    },
    async () => {
      if (isFixed) return;
      onReject(Date.now());
      throw new Error('rejected');
    },
  );
  consumer.on('error', () => undefined);
  await new Promise((resolve) => consumer.once('ready', resolve));
  const publisher = client.createPublisher({ confirm: true });
  return {
    async sendOne() {
      const rejected = new Promise<number>((resolve) => {
        onReject = resolve;
      });
      await publisher.send({ exchange: 'orders', routingKey: 'order.placed', durable: true }, { order: 1 });
      return rejected;
    },
    fix() {
      isFixed = true;
    },
  };
}

/** The moment at which the pill counts so many new letters, by the page's own clock (the same machine's). */
function untilInboxShows(page: Page, count: number): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          // n.b. No function of its own in here: tsx would give it a name by a helper that the page does not have.
          if (Number(document.querySelector('[data-new-letters]')?.getAttribute('data-new-letters')) < wanted)
            return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.body, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
      }),
    count,
  );
}

/** Clicks the dialog's button; gives the ms until "confirmed" stands there. */
function clickUntilConfirmed(page: Page): Promise<number> {
  return page.locator('[data-confirm="replay"]').evaluate(
    (button) =>
      new Promise<number>((resolve) => {
        const clickedAt = performance.now();
        const observer = new MutationObserver(() => {
          if (!document.querySelector('[data-replay-stage="confirmed"]')) return;
          observer.disconnect();
          resolve(performance.now() - clickedAt);
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        (button as HTMLElement).click();
      }),
  );
}

function show(what: string, ms: number[]): void {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0);
  console.log(
    `${what.padEnd(30)} p50 ${at(0.5)} ms · p95 ${at(0.95)} ms · max ${at(1)} ms   (${ms.length} letters)`,
  );
}
