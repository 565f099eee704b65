// What a person does with letters and runs in the built app, and what a run's page says just now.
import { expect as see, type Browser, type Page } from '@playwright/test';
import type { RunOutcome } from '#lib/domain/run-schemas.ts';
import type { Web } from '#tests/processes.ts';

export type Visit = { page: Page; faults: string[]; close(): Promise<void> };
export type Counted = Partial<Record<RunOutcome | 'total' | 'came_back', number>>;

export async function visit(
  browser: Browser,
  web: Web,
  path: string,
  { width = 1440, dark = false }: { width?: number; dark?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    extraHTTPHeaders: await web.headers(),
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(web.url + path);
  return {
    page,
    faults,
    async close() {
      see(faults).toEqual([]);
      await context.close();
    },
  };
}

/** All counts at one moment: a locator would find the elements first, and read them when some are gone. */
export async function readCounts(page: Page): Promise<Counted> {
  const told = await page.evaluate(() =>
    [...document.querySelectorAll('[data-run-count]')].map((link) => [
      link.getAttribute('data-run-count'),
      link.querySelector('b')?.textContent,
    ]),
  );
  return Object.fromEntries(told.map(([name, many]) => [name, Number(many?.replaceAll(',', ''))]));
}

/** Each letter of a run is counted once. */
export function sumOf({ total: _total, came_back: _cameBack, ...outcomes }: Counted): number {
  return Object.values(outcomes).reduce((sum, many) => sum + many, 0);
}

export const countOf = (page: Page, name: keyof Counted) => page.locator(`[data-run-count="${name}"] b`);
export const stateOf = (page: Page, state: string) => page.locator(`[data-run-state="${state}"]`);
export const inFigures = (many: number) => many.toLocaleString('en-US');

/** Of all letters that match, from the inbox; as the question's fields stand but for what `fill` changes. Gives the plan's path. */
export async function planAllThatMatch(page: Page, fill: (dialog: Page) => Promise<void>): Promise<string> {
  await page.locator('[data-letter-id]').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  // Where one matches it is selected already.
  const isOnly = (await page.locator('[data-letter-id]').count()) === 1;
  if (!isOnly) await page.locator('[data-act="select-all"]').click();
  await page.locator(isOnly ? '[data-act="run"]' : '[data-act="run-of-all"]').click();
  return plan(page, fill);
}

/** Of so many letters at the top of the inbox. */
export async function planNewest(
  page: Page,
  count: number,
  fill: (dialog: Page) => Promise<void>,
): Promise<string> {
  await page.locator('[data-letter-id]').first().waitFor();
  for (const key of ['j', 'x', ...'j'.repeat(count - 1), 'X']) await page.keyboard.press(key);
  await see(page.locator(`[data-selection="${count}"]`)).toBeVisible();
  await page.locator('[data-act="run"]').click();
  return plan(page, fill);
}

async function plan(page: Page, fill: (dialog: Page) => Promise<void>): Promise<string> {
  await fill(page);
  await page.locator('[data-confirm="plan"]').click();
  await page.waitForURL(/\/replay-runs\//);
  await see(stateOf(page, 'planned')).toBeVisible();
  return new URL(page.url()).pathname;
}

export async function press(page: Page, act: 'start' | 'pause' | 'resume'): Promise<void> {
  await page.locator(`[data-run-act="${act}"]`).click();
}
