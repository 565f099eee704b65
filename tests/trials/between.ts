// Which kills fell between a commit and its ack: a letter that was stored when the kill came is delivered again.
import type { Member } from './members.ts';
import type { TrialDatabase } from './database.ts';

export type Kills = {
  count(): number;
  /** Call it right after a kill, before others take over: remembers what those workers had stored. */
  remember(workers: readonly Member[]): Promise<void>;
  /** How many kills were followed by one of these bodies, stored before, coming again. */
  countBetween(cameAgain: readonly string[]): number;
};

export function makeKills(database: TrialDatabase): Kills {
  /** By body: the first kill that found it stored. */
  const firstKills = new Map<string, number>();
  let count = 0;
  return {
    count: () => count,
    async remember(workers) {
      const kill = count++;
      const stored = await database.query<{ body: string }>(
        `SELECT convert_from(d.body, 'UTF8') AS body FROM dead_letter d JOIN session s ON s.id = d.session_id
          JOIN worker w ON w.id = s.worker_id WHERE w.pid = ANY($1)`,
        [workers.flatMap((worker) => worker.pids())],
      );
      for (const { body } of stored) if (!firstKills.has(body)) firstKills.set(body, kill);
    },
    countBetween: (cameAgain) => new Set(cameAgain.flatMap((body) => firstKills.get(body) ?? [])).size,
  };
}
