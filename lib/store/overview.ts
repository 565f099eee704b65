// What the frame around every page says, and what readiness hangs on.
import type { Actor } from '#lib/domain/actor.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { BROKER_ID, db } from './client.ts';
import { listQueues } from './queues.ts';
import { isSeenBy } from './scope.ts';
import { readSchemaTrouble } from './schema-trouble.ts';
import { sayStoreTrouble } from './trouble.ts';
import { listWorkers, tryToWrite } from './workers.ts';

export type Overview = {
  openLetters: number;
  /** Counting stopped at openLetters: there are more. */
  isEstimate: boolean;
  queues: number;
  broker: string;
  workers: { alive: number; lastSeenAt: string | null };
  /** Sentences: what is wrong and what to do. */
  problems: string[];
  lastLetterAt: string | null;
  filterValues: { queues: string[]; reasons: string[] };
};

const COUNT_LIMIT = 100_000;

export async function readOverview(actor: Actor): Promise<Overview> {
  const [workers, queues, broker, [counts], filterValues] = await Promise.all([
    listWorkers(actor),
    listQueues(actor),
    db().broker.findUnique({ where: { id: BROKER_ID } }),
    db().$queryRaw<{ open: number; last: Date | null }[]>`
      SELECT (SELECT count(*)::int FROM (SELECT 1 FROM dead_letter l WHERE l.status = 'open' AND ${isSeenBy(actor)} LIMIT ${COUNT_LIMIT}) o) AS open,
        (SELECT l.arrived_at FROM dead_letter l WHERE ${isSeenBy(actor)} ORDER BY l.id DESC LIMIT 1) AS last`,
    readFilterValues(actor),
  ]);
  const alive = workers.filter((worker) => worker.isAlive);
  const problems = new Set<string>();
  const schemaTrouble = readSchemaTrouble();
  if (schemaTrouble !== null) problems.add(schemaTrouble);
  if (alive.length === 0)
    await tryToWrite(actor).catch((error: unknown) => problems.add(`${sayStoreTrouble(error)}.`));
  if (alive.length === 0)
    problems.add('No worker is running: dead letters wait in RabbitMQ. Start one with `npm run worker`.');
  for (const worker of alive)
    for (const [part, problem] of Object.entries(worker.problems))
      // What it says of a queue's limits is for who sees every queue: whose letters lie there nobody can tell.
      if (!/^(danger|exchange) /.test(part) || maySee(actor, null)) problems.add(problem);
  if (alive.length > 0)
    for (const queue of queues) if (queue.problem && isRecent(queue.seenAt)) problems.add(queue.problem);
  const paused = queues.filter((queue) => queue.paused !== null).map(({ name }) => name);
  if (paused.length > 0) problems.add(sayPaused(paused));
  return {
    openLetters: counts?.open ?? 0,
    isEstimate: counts?.open === COUNT_LIMIT,
    queues: queues.length,
    broker: broker?.address ?? '',
    workers: { alive: alive.length, lastSeenAt: workers[0]?.aliveAt.toISOString() ?? null },
    problems: [...problems],
    lastLetterAt: counts?.last?.toISOString() ?? null,
    filterValues,
  };
}

const MOST_NAMED = 3;

/** On every page: whoever waits for a letter in the inbox ought to know. */
function sayPaused(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  const said = names.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return `${said} ${names.length === 1 ? 'is' : 'are'} paused: what dies waits in RabbitMQ until somebody resumes ${names.length === 1 ? 'it' : 'them'} on the Queues page.`;
}

/** A worker looks after its queues every few seconds: what is older belongs to a queue that nobody drains any more. */
function isRecent(time: string | null): boolean {
  return time !== null && Date.now() - Date.parse(time) < 60_000;
}

/** Source queues that exist: a loose index scan, so that a million letters cost no more than a hundred. */
export async function readSourceQueues(actor: Actor): Promise<string[]> {
  const queues = await db().$queryRaw<{ value: string }[]>`
    WITH RECURSIVE found AS (
      (SELECT source_queue AS value FROM dead_letter WHERE source_queue IS NOT NULL ORDER BY source_queue LIMIT 1)
      UNION ALL
      SELECT (SELECT source_queue FROM dead_letter WHERE source_queue > found.value ORDER BY source_queue LIMIT 1)
      FROM found WHERE found.value IS NOT NULL
    ) SELECT value FROM found WHERE value IS NOT NULL LIMIT 500`;
  return queues.map((row) => row.value).filter((queue) => maySee(actor, queue));
}

/** Of reasons those of the newest letters. */
async function readFilterValues(actor: Actor): Promise<Overview['filterValues']> {
  const reasons = await db().$queryRaw<{ value: string }[]>`
    SELECT DISTINCT reason AS value FROM (
      SELECT l.reason FROM dead_letter l WHERE ${isSeenBy(actor)} ORDER BY l.id DESC LIMIT 5000) recent
    WHERE reason IS NOT NULL ORDER BY 1 LIMIT 50`;
  return { queues: await readSourceQueues(actor), reasons: reasons.map((row) => row.value) };
}
