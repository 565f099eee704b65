// Among many replays some go to an exchange that is not there: they alone fail.
import type { Say } from '#scripts/progress.ts';
import { until } from '#tests/processes.ts';
import { openReplayStage } from './replay-stage.ts';
import type { TrialReport } from './report.ts';

export async function missExchange(
  sizes: { letters: number; missing: number },
  say: Say,
): Promise<TrialReport> {
  const startedAt = Date.now();
  const stage = await openReplayStage(sizes.letters, say);
  try {
    const all = [...stage.letters];
    const every = Math.floor(sizes.letters / sizes.missing);
    const isAstray = (at: number) => at % every === 0 && at / every < sizes.missing;
    const astray = all.filter((_, at) => isAstray(at));
    const others = all.filter((_, at) => !isAstray(at));
    const gone = { kind: 'exchange', exchange: 'gone', routingKey: 'x' } as const;
    // In turns, so that they are claimed together.
    for (let part = 0; part < 10; part++) {
      const partOf = (letters: typeof all) => letters.filter((_, at) => at % 10 === part).map(([, id]) => id);
      await stage.ask(partOf(astray), gone);
      await stage.ask(partOf(others));
    }
    const open = `SELECT 1 FROM replay WHERE settled_at IS NULL LIMIT 1`;
    await until('all are settled', async () => (await stage.database.query(open)).length === 0);
    await stage.settleArrivals();
    const outcomes = await stage.database.query<{ stage: string; exchange: string; count: number }>(
      `SELECT stage, to_exchange AS exchange, count(*)::int AS count FROM replay GROUP BY 1, 2`,
    );
    const countOf = (outcome: string, exchange: string) =>
      outcomes.find((one) => one.stage === outcome && one.exchange === exchange)?.count ?? 0;
    const refused = countOf('refused', 'gone');
    const confirmed = countOf('confirmed', 'orders');
    const once = others.filter(([body]) => stage.arrived.get(body) === 1).length;
    const faults: string[] = [];
    if (refused !== astray.length)
      faults.push(`${refused} of ${astray.length} to the missing exchange were refused.`);
    if (confirmed !== others.length)
      faults.push(`${confirmed} of ${others.length} neighbours were confirmed: ${JSON.stringify(outcomes)}`);
    if (once !== others.length) faults.push(`${once} of ${others.length} neighbours arrived once.`);
    return {
      letters: sizes.letters,
      kills: null,
      killsBetween: null,
      matched: null,
      marked: null,
      lost: others.length - once,
      surplusUnmarked: null,
      seconds: (Date.now() - startedAt) / 1000,
      notes: { refused, confirmed },
      faults,
    };
  } finally {
    await stage.close();
  }
}
