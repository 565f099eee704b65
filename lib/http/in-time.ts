// Slack waits three seconds for an answer: what takes longer goes on behind it.
import { readConfig } from '#lib/config.ts';
import { makeLog } from '#lib/log.ts';

const SOON_MS = 2000;

/** What came of the work; `late` where that takes longer. Rejects where it failed before that; later failures are logged. */
export async function inTime<Result>(work: Promise<Result>): Promise<Result | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const soon = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), SOON_MS);
  });
  const first = await Promise.race([work, soon]).finally(() => clearTimeout(timer));
  if (first === 'late')
    work.catch((error: unknown) =>
      makeLog('web', readConfig().logLevel).error({ err: error }, 'what somebody asked for in Slack failed'),
    );
  return first;
}
