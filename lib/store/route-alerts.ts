// Letters that alerts are due for: each is grouped, its routes are chosen, and its posts are made or grow. All in one transaction
// with the row that said it was due, so that none is told twice or not at all.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { chooseRoutes, neededFor, type Rules } from '#lib/domain/alerts/choose-routes.ts';
import { placeAlerts, type Placing } from '#lib/domain/alerts/place-alerts.ts';
import { quietUntil } from '#lib/domain/alerts/quiet-hours.ts';
import { readAlertLetters, type AlertLetter } from './alert-facts.ts';
import { writeTexts, writeWords } from './array-text.ts';
import { BROKER_ID, db, lookups } from './client.ts';
import { group } from './groups.ts';
import { inTransaction, type Run } from './insert-letters.ts';
import { readStanding, writePlaced } from './place-posts.ts';
import { isRefusedRow } from './trouble.ts';

const BATCH = 500;
/** Where routes look into bodies: of 1 MB each at most. */
const BODIES = 20;

export type Routed = { letters: number; hasMore: boolean };

/** A batch of the oldest that are due, `most` at most. Any number of workers may. Throws RouteFault, or that the store is away. */
export async function routeAlerts(_actor: Actor, rules: Rules, most = BATCH): Promise<Routed> {
  const needed = neededFor(rules);
  const batch = Math.min(most, needed.words || needed.body ? BODIES : BATCH);
  let ids: string[] = [];
  const routing = inTransaction(async (run) => {
    const due = (await run({
      name: `take ${batch} due alerts`,
      text: `DELETE FROM alert_due WHERE dead_letter_id IN (
          SELECT dead_letter_id FROM alert_due ORDER BY dead_letter_id LIMIT ${batch} FOR UPDATE SKIP LOCKED) RETURNING dead_letter_id AS id`,
      values: [],
    })) as { id: string }[];
    if (due.length === 0) return { letters: 0, hasMore: false };
    ids = due.map(({ id }) => id);
    await group(run, ids);
    const letters = await readAlertLetters(run, ids, needed);
    await tell(run, rules, letters);
    await run({
      name: 'ring alerts',
      text: `SELECT pg_notify('letterthief', '{"kind":"alerts"}')`,
      values: [],
    });
    return { letters: ids.length, hasMore: ids.length === batch };
  }, lookups());
  return routing.catch((error: unknown) => {
    throw isRefusedRow(error) ? new RouteFault(ids, error) : error;
  });
}

/** What could not be routed: Postgres refused something of it. */
export class RouteFault extends Error {
  override name = 'RouteFault';
  readonly letterIds: readonly string[];
  constructor(letterIds: readonly string[], cause: unknown) {
    super(`${letterIds.length} letters could not be routed`, { cause });
    this.letterIds = letterIds;
  }
}

/** A letter is told nowhere, and says so: it cannot be routed, and would hold up all others. */
export async function setAsideDue(_actor: Actor, id: string): Promise<void> {
  await db().$executeRaw`
    WITH due AS (DELETE FROM alert_due WHERE dead_letter_id = ${id}::uuid RETURNING dead_letter_id)
    INSERT INTO alert (dead_letter_id, broker_id, channel, untold_because)
    SELECT dead_letter_id, ${BROKER_ID}, '', 'fault' FROM due ON CONFLICT DO NOTHING`;
}

/** What a version before the routes had begun, or goes on beginning: told by the routes. */
export async function takeOverAlerts(_actor: Actor): Promise<void> {
  await db().$executeRaw`
    WITH old AS (UPDATE post SET stage = 'failed' WHERE kind = 'letter' AND stage IN ('due', 'sending') RETURNING id),
      gone AS (DELETE FROM alert a WHERE (a.post_id IS NULL AND a.untold_because IS NULL) OR a.post_id IN (SELECT id FROM old)
        RETURNING a.dead_letter_id, a.due_at)
    INSERT INTO alert_due (dead_letter_id, due_at) SELECT dead_letter_id, min(due_at) FROM gone GROUP BY 1 ON CONFLICT DO NOTHING`;
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
  const fresh = await leaveOutTold(run, placings);
  if (fresh.length === 0) return;
  const before = await readStanding(run, fresh);
  await writePlaced(run, placeAlerts(fresh, before, uuidv7));
}

/** Letters that are due anew, since one of their channels is no route's any more, are not told twice in the others. */
async function leaveOutTold(run: Run, placings: readonly Placing[]): Promise<Placing[]> {
  if (placings.length === 0) return [];
  const told = (await run({
    name: 'read told letters',
    text: `SELECT dead_letter_id AS id, channel FROM alert WHERE dead_letter_id = ANY($1::uuid[])`,
    values: [writeWords([...new Set(placings.map(({ letterId }) => letterId))])],
  })) as { id: string; channel: string }[];
  const known = new Set(told.map(({ id, channel }) => `${id} ${channel}`));
  return placings.filter(({ letterId, channel }) => !known.has(`${letterId} ${channel}`));
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
