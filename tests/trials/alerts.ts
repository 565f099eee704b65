// Slack answers 429 and 500, resets connections and loses answers at random: every letter is covered, and a repeat needs a call without an answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from '#scripts/progress.ts';
import { makeRandom } from '#scripts/bench/random.ts';
import { startSlack } from '#scripts/demo/slack/slack.ts';
import { until } from '#tests/processes.ts';
import { publishAll } from './backlog.ts';
import type { TrialReport } from './report.ts';
import { openStage, QUEUE, type Stage } from './stage.ts';

export type AlertSizes = { letters: number; waves: number };

/** So much of all calls meets each trouble. */
const chaos = { limited: 0.08, failing: 0.08, unavailable: 0.04, reset: 0.08, lost: 0.12 };
/** A little more than the pace of a channel, so that there are about as many posts as waves. */
const WAVE_MS = 1300;

/** Waves of letters, small and larger than what is folded, while two workers share the channel. */
export async function troubleSlack({ letters, waves }: AlertSizes, say: Say): Promise<TrialReport> {
  const startedAt = Date.now();
  const { int } = makeRandom(7);
  const random = () => int(1e9) / 1e9;
  const slack = await startSlack({ chaos: { ...chaos, random } });
  const env = { SLACK_BOT_TOKEN: slack.token, SLACK_CHANNEL: slack.channel, SLACK_API_URL: slack.url };
  const stage = await openStage({ letters: 0, env }, say);
  try {
    for (let wave = 0; wave < waves; wave++) {
      const [from, to] = [wave, wave + 1].map((at) => Math.floor((letters * at) / waves)) as [number, number];
      const bodies = Array.from({ length: to - from }, (_, at) => `letter ${from + at}`);
      // Every second letter begins a failure of its own: there are about as many posts as of old.
      await publishAll(stage.broker.url, QUEUE, bodies, sayFailure);
      await sleep(WAVE_MS);
    }
    say('all letters are published; waiting for Slack');
    await until(
      'every letter is covered',
      async () => (await take(stage)).uncovered === 0 && (await take(stage)).letters === letters,
      stage.workers[0].running(),
      letters * 100 + 300_000,
    );
    const account = await take(stage);
    const kept = slack.posts().length;
    const repeats = kept - account.posts;
    const faults: string[] = [];
    if (account.letters !== letters)
      faults.push(`${letters - account.letters} letters have no alert at all.`);
    if (account.failed > 0) faults.push(`${account.failed} posts were given up.`);
    if (repeats > account.unanswered)
      faults.push(
        `Slack has ${repeats} posts too many, and only ${account.unanswered} calls went unanswered.`,
      );
    if (repeats < 0) faults.push(`Slack has ${-repeats} posts less than are said to be posted.`);
    if (account.unanswered === 0) faults.push('No call went unanswered: the trial proves nothing.');
    const none = { kills: null, killsBetween: null, matched: null, marked: null, surplusUnmarked: null };
    return {
      letters,
      ...none,
      lost: account.uncovered,
      seconds: (Date.now() - startedAt) / 1000,
      notes: { posts: account.posts, repeats, unanswered: account.unanswered, tries: account.tries },
      faults,
    };
  } finally {
    await stage.close();
    await slack.stop();
  }
}

/** Its digits would be one value: the failure is told by a word. */
function sayFailure(body: string): { headers: Record<string, string> } {
  const half = String(Math.floor(Number(body.split(' ')[1]) / 2));
  const word = half.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
  return { headers: { 'x-exception-message': `failure ${word}` } };
}

type Account = {
  letters: number;
  uncovered: number;
  posts: number;
  failed: number;
  unanswered: number;
  tries: number;
};

async function take({ database }: Stage): Promise<Account> {
  const [row] = await database.query<Account>(`
    SELECT (SELECT count(*)::int FROM dead_letter) AS letters,
      (SELECT count(*)::int FROM dead_letter l LEFT JOIN alert a ON a.dead_letter_id = l.id
        LEFT JOIN post p ON p.id = a.post_id WHERE p.stage IS DISTINCT FROM 'posted') AS uncovered,
      count(*) FILTER (WHERE stage = 'posted')::int AS posts, count(*) FILTER (WHERE stage = 'failed')::int AS failed,
      coalesce(sum(unanswered), 0)::int AS unanswered, coalesce(sum(tries), 0)::int AS tries FROM post`);
  if (row === undefined) throw new Error('Postgres gave no account');
  return row;
}
