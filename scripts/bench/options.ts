/** What stands behind `npm run bench --`. */
import { parseArgs } from 'node:util';

export type Options = {
  letters: number;
  runs: number;
  /** What to measure; null for all. */
  only: string[] | null;
  /** The worker alone, under the CPU profiler. */
  profile: boolean;
  json: boolean;
  /** A folder that the letters of `store` stay in; null for one that goes. */
  keep: string | null;
  /** Letters a second that come while a store is asked. */
  arriving: number;
};

/** As many as the clock needs, in a run of some minutes. */
const lettersOf: Record<string, number> = {
  drain: 60_000,
  replay: 50_000,
  run: 100_000,
  alerts: 50_000,
  decode: 20_000,
  store: 1_000_000,
};

/** Throws what is wrong with them, in words. */
export function readOptions(args: readonly string[]): { name: string; options: Options } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      letters: { type: 'string' },
      runs: { type: 'string', default: '1' },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'string' },
      arriving: { type: 'string', default: '500' },
    },
  });
  const [name = ''] = positionals;
  const letters = Number(values.letters ?? lettersOf[name] ?? 60_000);
  const runs = Number(values.runs);
  if (positionals.length !== 1) throw new Error('say what: drain, replay, run, alerts, decode or store');
  if (!Number.isInteger(letters) || letters < 1000) throw new Error('--letters is a number of at least 1000');
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a number of at least 1');
  const { profile, json, keep = null } = values;
  const only = profile ? ['worker'] : (values.only?.split(',') ?? null);
  const arriving = Number(values.arriving);
  if (!Number.isInteger(arriving) || arriving < 0)
    throw new Error('--arriving must be a number of letters a second');
  return { name, options: { letters, runs, only, profile, json, keep, arriving } };
}
