// The end of a trial: everything drained, everybody stopped in order, the account taken, and what is wrong put in words.
import { until } from '#tests/processes.ts';
import { takeAccount, type Account } from './account.ts';
import { QUEUE, type Stage } from './stage.ts';

/** So often the queue may turn out not to be empty when the workers have stopped (its counts are some seconds old). */
const ROUNDS = 3;

export type End = { account: Account; faults: string[] };

/** `isExact`: no second row at all. Otherwise a second row must say that it perhaps is one. */
export async function finish(stage: Stage, isExact: boolean): Promise<End> {
  const faults: string[] = [];
  for (const web of stage.webs) {
    const answer = await fetch(`${web.url}/api/health`).catch(String);
    if (typeof answer === 'string' || !answer.ok) faults.push(`A web process is not healthy: ${answer}.`);
  }
  let left = await drainAndStop(stage, faults);
  for (let round = 1; left > 0 && round < ROUNDS; round++) {
    await Promise.all(stage.workers.map((worker) => worker.start()));
    left = await drainAndStop(stage, faults);
  }
  if (left > 0) faults.push(`${left} letters are still in the queue.`);
  const account = await takeAccount(stage.database, stage.backlog.published);
  faults.push(...judge(account, isExact));
  return { account, faults };
}

async function drainAndStop(stage: Stage, faults: string[]): Promise<number> {
  const { published } = stage.backlog;
  async function isDrained(): Promise<boolean> {
    if ((await stage.readReady()) > 0) return false;
    const { ready, unacked } = await stage.broker.counts(QUEUE);
    return ready + unacked === 0 && (await takeAccount(stage.database, published)).missing === 0;
  }
  await until('everything is drained', isDrained, undefined, 60_000 + stage.backlog.bodies.length).catch(
    (error: Error) => faults.push(`${error.message.trim()}.`),
  );
  for (const worker of stage.workers) {
    const { output } = worker.running();
    const code = await worker.stop();
    if (code !== 0)
      faults.push(`${worker.name} ended with ${code}. Its last words:\n${output().slice(-2000)}`);
  }
  return stage.readReady();
}

function judge(account: Account, isExact: boolean): string[] {
  const faults: string[] = [];
  if (account.lost > 0) faults.push(`${account.lost} letters are lost.`);
  if (isExact && account.surplus > 0) faults.push(`${account.surplus} letters are stored twice.`);
  if (account.surplusUnmarked > 0)
    faults.push(`${account.surplusUnmarked} second rows do not say "perhaps two".`);
  if (faults.length > 0) faults.push(...account.examples.map((example) => `For example: ${example}.`));
  return faults;
}
