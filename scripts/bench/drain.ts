/** `npm run bench -- drain`: letters/s of the worker beside Shovel, consuming alone, and what people write by hand. */
import { makeDatabase } from '#tests/database.ts';
import { withBacklog, type Rate } from './baseline.ts';
import { runBaseline } from './baseline-process.ts';
import type { Pids } from './bench-services.ts';
import { generateByHandClient, makeByHandTable } from './by-hand-client.ts';
import { DEAD_LETTER_QUEUE } from './fill.ts';
import { BODY_BYTES } from './letters.ts';
import type { Options } from './options.ts';
import { medianOf, rounded, showDisk, showRate, showTable, showUsage, showWal } from './report.ts';
import { benchShovel } from './shovel.ts';
import { benchWorker, type WorkerRun } from './worker.ts';

type Round = { worker: WorkerRun; shovel: Rate; consumeOnly: Rate; byHand: Rate };
type Name = keyof Round;

/** It is so much slower that fewer show its rate. */
const BY_HAND_SHARE = 6;
const names: Name[] = ['worker', 'shovel', 'consumeOnly', 'byHand'];
const titles: Record<Name, string> = {
  worker: 'LetterThief’s worker',
  shovel: 'Shovel to another queue (on-confirm, prefetch 1000)',
  consumeOnly: 'amqplib, consume and ack, nothing stored',
  byHand: 'amqplib and one prisma.create a message',
};

export async function benchDrain({ letters, runs }: Options, pids: Pids): Promise<object> {
  await generateByHandClient();
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run++) {
    if (runs > 1) console.log(`\n── run ${run + 1} of ${runs}`);
    const round = await runRound(run, letters, pids);
    rounds.push(round);
    showRound(round);
  }
  const result = sumUp(rounds);
  if (runs > 1) console.log(`\n── medians of ${runs} runs\n`, JSON.stringify(result, null, 2));
  return result;
}

/** Each on a backlog of its own, in another order every run, so that none always comes first. */
async function runRound(run: number, letters: number, pids: Pids): Promise<Round> {
  const few = Math.max(500, Math.round(letters / BY_HAND_SHARE));
  const measures: { [Each in Name]: () => Promise<Round[Each]> } = {
    worker: () => benchWorker(letters, pids),
    shovel: () => benchShovel(letters),
    consumeOnly: () => benchConsumeOnly(letters),
    byHand: () => benchByHand(few),
  };
  const round: Partial<Record<Name, Rate>> = {};
  for (const at of names.keys()) {
    const name = names[(at + run) % names.length] as Name;
    const rate = (round[name] = await measures[name]());
    console.log(
      `${titles[name].padEnd(52)} ${showRate(rate.perSecond).padStart(7)} letters/s   (${rate.letters})`,
    );
  }
  return round as Round;
}

function benchConsumeOnly(letters: number): Promise<Rate> {
  return withBacklog(letters, ({ url }) =>
    runBaseline('scripts/bench/consume-only.ts', letters, [url, DEAD_LETTER_QUEUE, String(letters)]),
  );
}

function benchByHand(letters: number): Promise<Rate> {
  return withBacklog(letters, async ({ url }) => {
    const database = await makeDatabase();
    try {
      await makeByHandTable(database.url);
      const args = [url, DEAD_LETTER_QUEUE, String(letters), database.url];
      return await runBaseline('scripts/bench/by-hand.ts', letters, args);
    } finally {
      await database.drop();
    }
  });
}

function showRound(round: Round): void {
  const { worker } = round;
  console.log('');
  showTable([
    ['', 'letters/s', 'the worker is'],
    ...names.map((name) => [
      titles[name],
      showRate(round[name].perSecond),
      name === 'worker' ? '' : `${(worker.perSecond / round[name].perSecond).toFixed(2)} ×`,
    ]),
  ]);
  console.log(`\n  the worker's highest resident size: ${worker.peakMiB} MiB`);
  showUsage(worker.letters, worker.usage);
  showWal(worker.letters, worker.wal);
  showDisk(worker.letters * BODY_BYTES, worker.disk);
}

function sumUp(rounds: readonly Round[]): object {
  const median = (pick: (round: Round) => number): number => rounded(medianOf(rounds.map(pick)));
  const ratio = (name: Name): number => median((round) => round.worker.perSecond / round[name].perSecond);
  return {
    lettersPerSecond: median(({ worker }) => worker.perSecond),
    ratios: { shovel: ratio('shovel'), consumeOnly: ratio('consumeOnly'), byHand: ratio('byHand') },
    workerPeakMiB: median(({ worker }) => worker.peakMiB),
    diskBytesPerBodyByte: median(({ worker }) => worker.disk.bytesPerBodyByte),
  };
}
