// Letters that alerts are due for: each is grouped, its routes are chosen, and its posts are made or grow. All in one transaction
// with the row that said it was due, so that none is told twice or not at all.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { chooseRoutes, neededFor, type Rules } from '#lib/domain/alerts/choose-routes.ts';
import { placeAlerts, type Placing } from '#lib/domain/alerts/place-alerts.ts';
import { quietUntil } from '#lib/domain/alerts/quiet-hours.ts';
import { readAlertLetters, type AlertLetter } from './alert-facts.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { BROKER_ID, lookups } from './client.ts';
import { group } from './groups.ts';
import { inTransaction, type Run } from './insert-letters.ts';
import { readStanding, writePlaced } from './place-posts.ts';

const BATCH = 500;

export type Routed = { letters: number; hasMore: boolean };

/** A batch of the oldest that are due. Any number of workers may. */
export async function routeAlerts(_actor: Actor, rules: Rules): Promise<Routed> {
  return inTransaction(async (run) => {
    const due = (await run({
      name: 'take due alerts',
      text: `DELETE FROM alert_due WHERE dead_letter_id IN (
          SELECT dead_letter_id FROM alert_due ORDER BY dead_letter_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING dead_letter_id AS id`,
      values: [],
    })) as { id: string }[];
    if (due.length === 0) return { letters: 0, hasMore: false };
    const ids = due.map(({ id }) => id);
    await group(run, ids);
    const letters = await readAlertLetters(run, ids, neededFor(rules));
    await tell(run, rules, letters);
    await run({
      name: 'ring alerts',
      text: `SELECT pg_notify('letterthief', '{"kind":"alerts"}')`,
      values: [],
    });
    return { letters: ids.length, hasMore: ids.length === BATCH };
  }, lookups());
}

type Untold = { letterId: string; routeId: string | null; because: string };

async function tell(run: Run, rules: Rules, letters: readonly AlertLetter[]): Promise<void> {
  const now = Date.now();
  const placings: Placing[] = [];
  const untold: Untold[] = [];
  for (const letter of letters) {
    const { id: letterId, groupId, isIgnored, snoozedUntil, cameFromReplayId } = letter;
    if (groupId === null) continue;
    const choice = chooseRoutes(rules, letter, now);
    if ('untold' in choice) untold.push({ letterId, routeId: choice.routeId, because: choice.untold });
    else if (isIgnored) untold.push({ letterId, routeId: null, because: 'ignored' });
    else
      for (const { id: routeId, channel, quiet } of choice.told) {
        const until = Math.max(quietUntil(quiet, now) ?? 0, snoozedUntil?.getTime() ?? 0);
        const notBefore = until > now ? new Date(until) : null;
        placings.push({
          letterId,
          groupId,
          channel,
          routeId,
          cameBack: cameFromReplayId !== null,
          notBefore,
        });
      }
  }
  await noteUntold(run, untold);
  if (placings.length === 0) return;
  const before = await readStanding(run, placings);
  await writePlaced(run, placeAlerts(placings, before, uuidv7));
}

async function noteUntold(run: Run, untold: readonly Untold[]): Promise<void> {
  if (untold.length === 0) return;
  await run({
    name: 'note untold letters',
    text: `INSERT INTO alert (dead_letter_id, broker_id, channel, route_id, untold_because)
      SELECT u.id, ${BROKER_ID}, '', u.route, u.because FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS u(id, route, because)
      ON CONFLICT DO NOTHING`,
    values: [
      writeWords(untold.map(({ letterId }) => letterId)),
      writeWords(untold.map(({ routeId }) => routeId)),
      writeTexts(untold.map(({ because }) => because)),
    ],
  });
}
