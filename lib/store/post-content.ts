// What a post has to say, as everything stands now.
import type { SlackPost } from '#lib/domain/alerts/blocks.ts';
import type { Companion } from '#lib/domain/alerts/other-posts.ts';
import type { Done, ToldGroup } from '#lib/domain/alerts/told-group.ts';
import type { QuietHours } from '#lib/domain/alerts/routes.ts';
import { timeOfId } from '#lib/domain/cursor.ts';
import type { Actor } from '#lib/domain/actor.ts';
import { bodyText, BODY_BYTES } from './body-text.ts';
import { db } from './client.ts';
import { joinOwner } from './owners.ts';
import { settleDone } from './post-done.ts';

/** More are counted, not named. */
const MAX_GROUPS = 25;
const MAX_MENTIONS = 10;

export type LeadContent = {
  groups: ToldGroup[];
  total: number;
  /** It waited for the end of quiet hours. */
  isHeld: boolean;
  /** Whom to mention: Slack ids. */
  mentions: string[];
  /** Of the route of its first group. */
  quiet: QuietHours | null;
};

type Row = Omit<
  ToldGroup,
  'firstAt' | 'lastAt' | 'owner' | 'snoozed' | 'done' | 'before' | 'after' | 'body'
> & {
  firstLetterId: string;
  body: Uint8Array | null;
  ownerName: string | null;
  ownerSlackId: string | null;
  snoozedUntil: Date | null;
  snoozedBy: string | null;
  done: StoredDone | null;
  hasBefore: boolean;
  beforeLink: string | null;
  beforeDone: StoredDone | null;
  afterId: string | null;
  afterLink: string | null;
  total: number;
  mention: string | null;
  quiet: unknown;
  isHeld: boolean;
};

type StoredDone = Omit<Done, 'at'> & { at: string };

/** Of a post of one or several groups. What became of their letters is noted first. */
export async function readLeadContent(actor: Actor, postId: string): Promise<LeadContent> {
  await settleDone(actor, postId);
  const rows = await db().$queryRaw<Row[]>`
    SELECT g.id, g.title, g.source_queue AS "sourceQueue", g.reason, l.error_type AS "errorType",
      left(l.error_message, 45000) AS "errorMessage", l.exchange, l.routing_key AS "routingKey", l.deaths,
      CASE WHEN v.shows_body THEN substring(l.body FROM 1 FOR ${BODY_BYTES + 1}) END AS body,
      x.last_letter_id AS "letterId", x.first_letter_id AS "firstLetterId", x.letters, x.came_back AS "cameBack",
      g.open_letters AS "openLetters", coalesce(a.name, w.name) AS "ownerName", coalesce(a.slack_id, w.slack_id) AS "ownerSlackId",
      a.id IS NOT NULL AS "isTaken", CASE WHEN g.snoozed_until > now() THEN g.snoozed_until END AS "snoozedUntil", g.snoozed_by AS "snoozedBy",
      (SELECT count(*)::int FROM replay u JOIN group_letter m ON m.dead_letter_id = u.dead_letter_id
        WHERE u.settled_at IS NULL AND m.group_id = g.id) AS replaying,
      x.done, x.before_id IS NOT NULL AS "hasBefore", b.permalink AS "beforeLink", bx.done AS "beforeDone",
      n.post_id AS "afterId", np.permalink AS "afterLink", (count(*) OVER ())::int AS total, v.mention, v.quiet,
      coalesce((p.said->>'isHeld')::boolean, false) AS "isHeld"
    FROM post p JOIN post_group x ON x.post_id = p.id
    JOIN failure_group g ON g.id = x.group_id ${joinOwner}
    LEFT JOIN dead_letter l ON l.id = x.last_letter_id
    LEFT JOIN alert t ON t.dead_letter_id = x.last_letter_id AND t.channel = p.channel LEFT JOIN alert_route v ON v.id = t.route_id
    LEFT JOIN post b ON b.id = x.before_id LEFT JOIN post_group bx ON bx.post_id = x.before_id AND bx.group_id = x.group_id
    LEFT JOIN LATERAL (SELECT y.post_id FROM post_group y WHERE y.before_id = p.id AND y.group_id = x.group_id
      ORDER BY y.begun_at LIMIT 1) n ON true LEFT JOIN post np ON np.id = n.post_id
    WHERE p.id = ${postId}::uuid ORDER BY x.letters DESC, x.group_id LIMIT ${MAX_GROUPS}`;
  const [first] = rows;
  return {
    groups: rows.map(toldOf),
    total: first?.total ?? 0,
    isHeld: first?.isHeld ?? false,
    mentions: [...new Set(rows.flatMap((row) => mentionIn(row) ?? []))].slice(0, MAX_MENTIONS),
    quiet: (first?.quiet as QuietHours | null | undefined) ?? null,
  };
}

function mentionIn({ mention, ownerSlackId }: Row): string | null {
  if (mention === null || mention === 'nobody') return null;
  return mention === 'owner' ? ownerSlackId : mention;
}

function toldOf({ ownerName, ownerSlackId, snoozedUntil, snoozedBy, ...row }: Row): ToldGroup {
  const { hasBefore, beforeLink, beforeDone, afterId, afterLink, firstLetterId } = row;
  return {
    ...row,
    body: bodyText(row.body),
    firstAt: timeOfId(firstLetterId),
    lastAt: timeOfId(row.letterId),
    owner: ownerName === null ? null : { name: ownerName, slackId: ownerSlackId },
    snoozed: snoozedUntil === null ? null : { until: snoozedUntil, by: snoozedBy ?? '' },
    done: doneOf(row.done),
    before: hasBefore ? { permalink: beforeLink, done: doneOf(beforeDone) } : null,
    after: afterId === null ? null : { permalink: afterLink, at: timeOfId(afterId) },
  };
}

function doneOf(done: StoredDone | null): Done | null {
  return done && { ...done, at: new Date(done.at) };
}

/** Letters that a reply tells one by one. */
export async function readCompanions(
  _actor: Actor,
  postId: string,
): Promise<{ companions: Companion[]; total: number }> {
  const rows = await db().$queryRaw<(Omit<Companion, 'at'> & { total: number })[]>`
    SELECT l.id, l.routing_key AS "routingKey", l.error_type AS "errorType", left(l.error_message, 300) AS "errorMessage",
      (count(*) OVER ())::int AS total
    FROM alert a JOIN dead_letter l ON l.id = a.dead_letter_id WHERE a.post_id = ${postId}::uuid ORDER BY l.id LIMIT 20`;
  return {
    companions: rows.map(({ total: _total, ...row }) => ({ ...row, at: timeOfId(row.id) })),
    total: rows[0]?.total ?? 0,
  };
}

/** What somebody is answered, or what a notice says: as it was made, or in lines. */
export type Said = { lines?: string[]; post?: SlackPost; to?: string };

export async function readSaid(_actor: Actor, postId: string): Promise<Said> {
  const [row] = await db().$queryRaw<
    { said: Said | null }[]
  >`SELECT said FROM post WHERE id = ${postId}::uuid`;
  return row?.said ?? {};
}
