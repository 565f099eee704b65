// A page of Chromium under watch: what ran that should not, what was called, and how long it kept a person waiting.
import type { BrowserContext, Page } from '@playwright/test';

export type Watched = {
  page: Page;
  /** Opens an address; gives its status and how long it took, as the page itself measured. */
  open(path: string): Promise<{ status: number; slowestMs: number }>;
  /** Does something to the page; gives the longest time that it answered to nobody meanwhile. */
  during(act: () => Promise<void>): Promise<number>;
  /** What happened since the last look that must not: a script that ran, a dialog, a call elsewhere, an error of the page. */
  harm(): Promise<string[]>;
};

declare global {
  /** What the payloads of the corpus set. */
  var stolen: unknown;
  var longTasksMs: number[];
}

export async function watch(context: BrowserContext, origin: string): Promise<Watched> {
  const page = await context.newPage();
  const dialogs: string[] = [];
  const foreignCalls: string[] = [];
  const faults: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!isOwn(request.url(), origin)) foreignCalls.push(request.url());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.addInitScript(() => {
    globalThis.longTasksMs = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasksMs.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  });

  return {
    page,
    async open(path) {
      const response = await page.goto(origin + path, { waitUntil: 'load' });
      await page.locator('main h1, main [data-inbox]').first().waitFor();
      const slowestMs = await page.evaluate(async () => {
        await new Promise((resolve) => requestIdleCallback(resolve));
        const paints = performance.getEntriesByType('paint').map((entry) => entry.startTime);
        return Math.max(0, ...paints, ...globalThis.longTasksMs);
      });
      return { status: response?.status() ?? 0, slowestMs };
    },
    async during(act) {
      await page.evaluate(() => void (globalThis.longTasksMs = []));
      await act();
      return page.evaluate(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)));
        return Math.max(0, ...globalThis.longTasksMs);
      });
    },
    async harm() {
      const stolen = await page.evaluate(() => globalThis.stolen ?? null);
      const found = [
        ...dialogs.splice(0).map((text) => `dialog: ${text}`),
        ...foreignCalls.splice(0).map((url) => `call: ${url}`),
        ...faults.splice(0).map((text) => `fault: ${text.slice(0, 200)}`),
      ];
      return stolen === null ? found : [...found, `script: ${JSON.stringify(stolen)}`];
    },
  };
}

function isOwn(url: string, origin: string): boolean {
  return url.startsWith(`${origin}/`) || url.startsWith('data:') || url.startsWith('blob:');
}
