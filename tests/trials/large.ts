// Letters of 10 MB, and one far larger, published while they are drained: each byte for byte, in the memory that the settings promise.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Connection } from 'rabbitmq-client';
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { compareDigests, publishBody } from './digests.ts';
import type { Member } from './members.ts';
import type { TrialReport } from './report.ts';
import { openStage, type Stage } from './stage.ts';

export type LargeSizes = { letters: number; letterMb: number; largestMb: number; maxHeldMb: number };

const MB = 1024 * 1024;
/** Published and not yet stored: more than two workers may hold, and little enough for any disk. */
const AHEAD_MB = 400;
const STORED_WITHIN_MS = 120_000;

/** Copies on their way through Prisma and the driver that nobody has collected yet: measured at 200 and more. */
const GARBAGE_MB = 250;

/**
 * MAX_HELD_MB, and half as much again that may come in a long pause; the largest letter three times (its frames, the whole, what
 * is being stored of it); all on top of an idle worker and its garbage.
 */
function boundOf(idleMb: number, { maxHeldMb, largestMb }: LargeSizes): number {
  return idleMb + GARBAGE_MB + 1.5 * maxHeldMb + 3 * largestMb;
}

export async function passLargeLetters(sizes: LargeSizes, say: Say): Promise<TrialReport> {
  const startedAt = Date.now();
  const stage = await openStage({ letters: 0, env: { MAX_HELD_MB: String(sizes.maxHeldMb) } }, say);
  try {
    const faults: string[] = [];
    const bases = stage.workers.map(readPeakMb);
    const published = await publishWhileDrained(stage, sizes, say);
    const total = published.size;
    await until(
      'all are stored',
      async () => stage.commits.stored() >= total,
      undefined,
      STORED_WITHIN_MS,
    ).catch((error: Error) => faults.push(error.message));
    const peaks = stage.workers.map(readPeakMb);
    say('comparing the bytes');
    const { lost, surplus, faults: wrong } = await compareDigests(stage, published);
    faults.push(...wrong);
    for (const [at, peak] of peaks.entries()) {
      const bound = boundOf(bases[at]!, sizes);
      if (peak > bound) faults.push(`Worker ${at + 1} took ${peak} MB; it should take ${bound} MB at most.`);
    }
    const notes = {
      'MB published': sizes.letters * sizes.letterMb + sizes.largestMb,
      'idle worker MB': Math.max(...bases),
      'worker peak MB': Math.max(...peaks),
      'bound MB': boundOf(Math.max(...bases), sizes),
    };
    return {
      letters: total,
      kills: null,
      killsBetween: null,
      matched: null,
      marked: null,
      lost,
      surplusUnmarked: surplus,
      seconds: (Date.now() - startedAt) / 1000,
      notes,
      faults,
    };
  } finally {
    await stage.close();
  }
}

/** The largest in the middle. Gives the digests. */
async function publishWhileDrained(stage: Stage, sizes: LargeSizes, say: Say): Promise<Set<string>> {
  const client = new Connection(stage.broker.url);
  const publisher = client.createPublisher({ confirm: true });
  const digests = new Set<string>();
  const ahead = Math.max(2, Math.floor(AHEAD_MB / sizes.letterMb));
  const body = randomBytes(sizes.letterMb * MB);
  try {
    for (let at = 0; at < sizes.letters; at++) {
      if (at === Math.floor(sizes.letters / 2)) {
        say(`one of ${sizes.largestMb} MB`);
        await publishBody(publisher, randomBytes(sizes.largestMb * MB), digests);
      }
      const room = async () => digests.size - stage.commits.stored() < ahead;
      await until('there is room for more', room, undefined, STORED_WITHIN_MS);
      body.writeUInt32BE(at, Math.floor(body.length / 2));
      await publishBody(publisher, body, digests);
    }
  } finally {
    await publisher.close();
    await client.close();
  }
  return digests;
}

/** VmHWM: the kernel's own record of the peak (proc(5)). */
function readPeakMb(worker: Member): number {
  const status = readFileSync(`/proc/${worker.running().pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
