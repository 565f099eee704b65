// What is wrong with alerts, as every worker tells it: channels that a person must mend, and posts that wait because of something else.
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';

/** By channel; under '' what holds up posts of Slack in general. */
export async function readAlertProblems(_actor: Actor): Promise<Map<string, string>> {
  const channels = await db().$queryRaw<{ name: string; problem: string }[]>`
    SELECT c.name, c.problem FROM channel c WHERE c.problem IS NOT NULL
      AND EXISTS (SELECT FROM post p WHERE p.channel = c.name AND p.stage IN ('due', 'sending')) ORDER BY c.name LIMIT 20`;
  const [waiting] = await db().$queryRaw<{ problem: string }[]>`
    SELECT p.problem FROM post p JOIN channel c ON c.name = p.channel
    WHERE p.stage IN ('due', 'sending') AND p.tries > 0 AND p.problem IS NOT NULL AND c.problem IS NULL
    ORDER BY p.next_try_at DESC LIMIT 1`;
  const problems = new Map(
    channels.map(({ name, problem }) => [
      name,
      `Alerts for ${name} wait. ${problem}. It is tried again every ten minutes, and when the routes are saved.`,
    ]),
  );
  if (waiting !== undefined) problems.set('', `Alerts wait. ${waiting.problem}.`);
  return problems;
}
