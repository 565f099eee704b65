/** `npm run bench -- drain`: letters/s of the worker beside Shovel, consuming alone, and what people write by hand. */
import { makeDatabase } from '#tests/database.ts';
import { withBacklog, type Rate } from './baseline.ts';
import { runBaseline } from './baseline-process.ts';
import type { Pids } from './bench-services.ts';
import { generateByHandClient, makeByHandTable } from './by-hand-client.ts';
import { DEAD_LETTER_QUEUE } from './fill.ts';
import { BODY_BYTES } from './letters.ts';
import { profileFileOf } from './measured-worker.ts';
import type { Options } from './options.ts';
import { showProfile } from './profile.ts';
import { medianOf, rounded, showDisk, showRate, showRates, showUsage, showWal } from './report.ts';
import { benchShovel } from './shovel.ts';
import { benchWorker, type WorkerRun } from './worker.ts';

type Measured = { worker: WorkerRun; shovel: Rate; consumeOnly: Rate; byHand: Rate };
type Name = keyof Measured;
/** Those that were asked for. */
type Round = Partial<Measured>;

/** It is so much slower that fewer show its rate. */
const BY_HAND_SHARE = 6;
const names: Name[] = ['worker', 'shovel', 'consumeOnly', 'byHand'];
const titles: Record<Name, string> = {
  worker: 'LetterThief’s worker',
  shovel: 'Shovel to another queue (on-confirm, prefetch 1000)',
  consumeOnly: 'amqplib, consume and ack, nothing stored',
  byHand: 'amqplib and one prisma.create a message',
};

export async function benchDrain(options: Options, pids: Pids): Promise<object> {
  const { runs, only, profile } = options;
  const chosen = names.filter((name) => only === null || only.includes(name));
  if (chosen.length === 0) throw new Error(`--only takes some of ${names.join(',')}`);
  if (chosen.includes('byHand')) await generateByHandClient();
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run++) {
    if (runs > 1) console.log(`\n── run ${run + 1} of ${runs}`);
    const round = await runRound(run, chosen, options, pids);
    rounds.push(round);
    showRound(round);
    if (profile) showProfile(profileFileOf(run), options.letters);
  }
  const result = sumUp(rounds);
  if (runs > 1) console.log(`\n── medians of ${runs} runs\n`, JSON.stringify(result, null, 2));
  return result;
}

/** Each on a backlog of its own, in another order every run, so that none always comes first. */
async function runRound(
  run: number,
  chosen: readonly Name[],
  { letters, profile }: Options,
  pids: Pids,
): Promise<Round> {
  const few = Math.max(500, Math.round(letters / BY_HAND_SHARE));
  const measures: { [Each in Name]: () => Promise<Measured[Each]> } = {
    worker: () => benchWorker(letters, pids, profile ? profileFileOf(run) : undefined),
    shovel: () => benchShovel(letters, pids),
    consumeOnly: () => benchConsumeOnly(letters, pids),
    byHand: () => benchByHand(few, pids),
  };
  const round: Partial<Record<Name, Rate>> = {};
  for (const at of chosen.keys()) {
    const name = chosen[(at + run) % chosen.length] as Name;
    const rate = (round[name] = await measures[name]());
    console.log(
      `${titles[name].padEnd(52)} ${showRate(rate.perSecond).padStart(7)} letters/s   (${rate.letters})`,
    );
  }
  return round as Round;
}

function benchConsumeOnly(letters: number, pids: Pids): Promise<Rate> {
  return withBacklog(letters, ({ url }) =>
    runBaseline('scripts/bench/consume-only.ts', letters, [url, DEAD_LETTER_QUEUE, String(letters)], pids),
  );
}

function benchByHand(letters: number, pids: Pids): Promise<Rate> {
  return withBacklog(letters, async ({ url }) => {
    const database = await makeDatabase();
    try {
      await makeByHandTable(database.url);
      const args = [url, DEAD_LETTER_QUEUE, String(letters), database.url];
      return await runBaseline('scripts/bench/by-hand.ts', letters, args, pids);
    } finally {
      await database.drop();
    }
  });
}

function showRound(round: Round): void {
  const { worker } = round;
  showRates(
    names.flatMap((name) => {
      const rate = round[name];
      return rate ? [{ title: titles[name], rate }] : [];
    }),
    worker,
  );
  if (!worker) return;
  console.log(`\n  the worker's highest resident size: ${worker.peakMiB} MiB`);
  showUsage(worker.letters, worker.usage);
  showWal(worker.letters, worker.wal);
  showDisk(worker.letters * BODY_BYTES, worker.disk);
}

/** NaN, and so null in JSON, for what was not measured. */
function sumUp(rounds: readonly Round[]): object {
  const median = (pick: (round: Round) => number | undefined): number =>
    rounded(medianOf(rounds.map((round) => pick(round) ?? Number.NaN)));
  const ratio = (name: Name): number =>
    median(({ worker, [name]: other }) => worker && other && worker.perSecond / other.perSecond);
  return {
    lettersPerSecond: median(({ worker }) => worker?.perSecond),
    ratios: { shovel: ratio('shovel'), consumeOnly: ratio('consumeOnly'), byHand: ratio('byHand') },
    workerPeakMiB: median(({ worker }) => worker?.peakMiB),
    diskBytesPerBodyByte: median(({ worker }) => worker?.disk.bytesPerBodyByte),
  };
}
