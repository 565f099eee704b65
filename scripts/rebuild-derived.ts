/** `npm run rebuild-derived`: reads all stored letters anew, as this version understands them, while the app runs. Broken off, it goes on. */
import { readConfig } from '#lib/config.ts';
import { closeStore } from '#lib/store/client.ts';
import { followAnew } from '#lib/store/follow.ts';
import { countRebuild, rebuildNext } from '#lib/store/rebuild.ts';
import { postgresUrlOf } from './embedded/home.ts';
import { showSeconds } from './progress.ts';

const shell = { kind: 'system' } as const;
const BAR = 30;

process.env.DATABASE_URL ||= readConfig().databaseUrl ?? postgresUrlOf(readConfig().home) ?? '';
try {
  const { all, done } = await countRebuild(shell);
  if (done > 0)
    console.log(`It goes on behind ${done.toLocaleString('en-US')} letters that were read before.`);
  const startedAt = performance.now();
  let read = done;
  let changed = 0;
  for (let isDone = false; !isDone;) {
    const step = await rebuildNext(shell);
    read += step.read;
    changed += step.changed;
    isDone = step.isDone;
    if (process.stdout.isTTY) process.stdout.write(`\r${bar(read, all)}`);
    else if (step.read > 0 && Math.floor(read / 50_000) > Math.floor((read - step.read) / 50_000))
      console.log(bar(read, all));
  }
  // Groups follow from what was just read.
  await followAnew(shell);
  if (process.stdout.isTTY) process.stdout.write('\n');
  console.log(
    `${(read - done).toLocaleString('en-US')} letters read in ${showSeconds(performance.now() - startedAt)}; of ${changed.toLocaleString('en-US')} something is told that was not, or otherwise.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeStore();
}

function bar(read: number, all: number): string {
  const part = all === 0 ? 1 : Math.min(1, read / all);
  const full = Math.round(part * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(part * 100)} %  ${read.toLocaleString('en-US')} of ${all.toLocaleString('en-US')}`;
}
