// Looks at one letter as a person would: opens it, turns to every view of its body, unfolds what is folded.
import type { Watched } from './watch.ts';

/** No page may keep a person waiting longer, on a machine that shows a harmless page in so many ms. */
export const HANG_MS = 1000;
const USUAL_MS = 300;
/** A machine that is busy with other things is slow once; a page that hangs does so every time. */
const TRIES = 3;

/** What waits until it is asked for. */
export const folded = [
  '[data-panel="headers"] [aria-expanded="false"]',
  '[data-panel="error"] summary',
  '[data-more-headers]',
  '[data-more-lines]',
];

export type Look = {
  path: string;
  /** A harmless letter's page: how long it takes tells how busy the machine is. */
  harmlessPath: string;
  /** Learns what there was to do. */
  done: Set<string>;
};

/** What is wrong with the page at this address; empty when all is well. */
export async function lookAt(watched: Watched, { path, harmlessPath, done }: Look): Promise<string[]> {
  let slow: string[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { status, slowestMs } = await watched.open(path);
    const times = { 'to be shown': slowestMs, ...(await walkThrough(watched)) };
    for (const what of Object.keys(times)) done.add(what);
    const harm = await watched.harm();
    if (status !== 200) harm.push(`status: ${status}`);
    if (harm.length > 0) return harm;
    slow = tellSlow(times, HANG_MS);
    if (slow.length === 0) return [];
    slow = tellSlow(times, HANG_MS * (await readBusyness(watched, harmlessPath)));
    if (slow.length === 0) return [];
  }
  return slow;
}

/** How many times as long as usual a harmless page takes just now; at least 1. Leaves that page open. */
export async function readBusyness(watched: Watched, harmlessPath: string): Promise<number> {
  return Math.max(1, (await watched.open(harmlessPath)).slowestMs / USUAL_MS);
}

function tellSlow(times: Record<string, number>, maxMs: number): string[] {
  return Object.entries(times)
    .filter(([, ms]) => ms > maxMs)
    .map(([what, ms]) => `slow: ${Math.round(ms)} ms ${what}, over ${Math.round(maxMs)}`);
}

/** What each thing that a person can do here took until the page moved again, in ms. */
async function walkThrough({ page }: Watched): Promise<Record<string, number>> {
  return page.evaluate(async (selectors) => {
    const times: Record<string, number> = {};
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    async function press(what: string, button: HTMLElement) {
      const startedAt = performance.now();
      button.click();
      await frame();
      times[what] = Math.max(times[what] ?? 0, performance.now() - startedAt);
    }
    /** What was asked for comes; meanwhile the page must not stand still. */
    async function wait(what: string, isHere: () => boolean) {
      for (let frames = 0; !isHere() && frames < 300; frames += 1) await press(what, document.body);
    }
    for (const tab of document.querySelectorAll<HTMLElement>('[data-panel="body"] [role="tab"]')) {
      await press(`to turn to ${tab.textContent}`, tab);
      await wait(`to turn to ${tab.textContent}`, () => tab.ariaSelected === 'true');
    }
    for (const selector of selectors) {
      const button = document.querySelector<HTMLElement>(selector);
      if (button === null) continue;
      await press(`to press ${selector}`, button);
      await wait('to load more lines', () => !button.isConnected || button.textContent !== 'Loading…');
    }
    return times;
  }, folded);
}
