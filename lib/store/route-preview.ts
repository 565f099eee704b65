// What a route would post, before it is saved; and a trial that is posted for real.
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { context, type SlackPost } from '#lib/domain/alerts/blocks.ts';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { channelOf } from '#lib/domain/alerts/channel.ts';
import { quietUntil } from '#lib/domain/alerts/quiet-hours.ts';
import type { RoutePreview, RoutePreviewRequest } from '#lib/domain/alerts/routes.ts';
import type { ToldGroup } from '#lib/domain/alerts/told-group.ts';
import { nameOf } from '#lib/domain/actor.ts';
import { plainLine } from '#lib/domain/escape-slack.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { bodyText, BODY_BYTES } from './body-text.ts';
import { readWayOut } from './alert-rules.ts';
import { db } from './client.ts';
import { listDeadLetters } from './dead-letters.ts';
import { joinOwner } from './owners.ts';
import { requireRole } from './scope.ts';

const LETTERS = 10;
/** So long a trial is waited for. */
const TRIAL_MS = 8000;
const LOOK_MS = 150;

type Given = { publicUrl: string; slackChannel: string | null };

/** Throws forbidden; conflict where a trial is asked for and no letter fits, or there is no channel. */
export async function previewRoute(
  actor: Actor,
  { route, post }: RoutePreviewRequest,
  { publicUrl, slackChannel }: Given,
): Promise<RoutePreview> {
  requireRole(actor, 'administrator');
  const { items } = await listDeadLetters(actor, { q: route.query, limit: LETTERS });
  const told = await readTold(
    items.map(({ id }) => id),
    route.showsBody,
  );
  const letters = items.flatMap((letter) => {
    const one = told.get(letter.id);
    if (one === undefined) return [];
    const said = buildLeadPost(one.group, publicUrl, mentionsFor(route.mention, one.group));
    const isCounted =
      route.reasons.length === 0 || letter.reason === null || route.reasons.includes(letter.reason);
    return [{ id: letter.id, arrivedAt: letter.arrivedAt, isCounted, ...said }];
  });
  const until = quietUntil(route.quiet, Date.now());
  const preview = { letters, quietUntil: until === null ? null : new Date(until).toISOString() };
  if (!post) return { ...preview, posted: null };
  const target = route.target ?? slackChannel;
  const channel = target === null ? null : channelOf(route.outlet, target);
  const newest = letters.find(({ isCounted }) => isCounted);
  if (channel === null)
    throw new AppError('conflict', 'There is no channel to post to: SLACK_CHANNEL is not set');
  if (newest === undefined)
    throw new AppError('conflict', 'No letter fits the query: there is nothing to post');
  if (route.outlet !== 'slack' && (await readWayOut(actor, channel)) === null)
    throw new AppError(
      'conflict',
      'Save the route first: what it is signed with and where it goes is read from there',
    );
  return { ...preview, posted: await postTrial(actor, channel, newest) };
}

function mentionsFor(mention: string, { owner }: ToldGroup): string[] {
  if (mention === 'nobody') return [];
  const id = mention === 'owner' ? (owner?.slackId ?? null) : mention;
  return id === null ? [] : [id];
}

/** By the worker, as any post; without buttons, since it tells of nothing new. */
async function postTrial(
  actor: Actor,
  channel: string,
  { text, blocks }: SlackPost,
): Promise<RoutePreview['posted']> {
  const id = uuidv7();
  const said: SlackPost = {
    text: `A trial: ${text}`,
    blocks: [
      ...blocks.filter(({ type }) => type !== 'actions'),
      context(`A trial of an alert route, by ${plainLine(nameOf(actor), 100)}`),
    ],
  };
  await act(actor, { act: 'alert_routes.try', details: { channel } }, async (tx) => {
    await tx.$executeRaw`INSERT INTO channel (name) VALUES (${channel}) ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`UPDATE channel SET next_post_at = now() WHERE name = ${channel} AND problem IS NOT NULL`;
    await tx.$executeRaw`
      INSERT INTO post (id, kind, channel, said) VALUES (${id}::uuid, 'notice', ${channel}, ${JSON.stringify({ post: said })}::jsonb)`;
    await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"alerts"}')`;
    return null;
  });
  return waitFor(id);
}

async function waitFor(id: string): Promise<RoutePreview['posted']> {
  for (let left = TRIAL_MS; ; left -= LOOK_MS) {
    const post = await db().post.findUniqueOrThrow({ where: { id } });
    const { problem, permalink } = post;
    if (post.stage === 'posted') return { state: 'posted', problem: null, permalink };
    if (post.stage === 'failed') return { state: 'failed', problem, permalink: null };
    if (problem !== null) {
      // It would be posted at a moment when nobody waits for it any more.
      await db().$executeRaw`UPDATE post SET stage = 'failed' WHERE id = ${id}::uuid AND stage = 'due'`;
      return { state: 'failed', problem, permalink: null };
    }
    if (left <= 0)
      return { state: 'waiting', problem: 'No worker has posted it yet: is one running?', permalink: null };
    await sleep(LOOK_MS);
  }
}

type Row = Omit<
  ToldGroup,
  'owner' | 'firstAt' | 'lastAt' | 'body' | 'snoozed' | 'done' | 'before' | 'after'
> & {
  at: Date;
  ownerName: string | null;
  ownerSlackId: string | null;
  body: Uint8Array | null;
};

/** Each letter as if it were the first of its group. */
async function readTold(
  ids: readonly string[],
  showsBody: boolean,
): Promise<Map<string, { group: ToldGroup }>> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT g.id, g.title, g.source_queue AS "sourceQueue", l.reason, l.error_type AS "errorType",
      left(l.error_message, 45000) AS "errorMessage", l.exchange, l.routing_key AS "routingKey", l.deaths, l.id AS "letterId",
      l.arrived_at AS at, 1 AS letters, 0 AS "cameBack", 1 AS "openLetters", 0 AS replaying, false AS "isTaken",
      coalesce(a.name, w.name) AS "ownerName", coalesce(a.slack_id, w.slack_id) AS "ownerSlackId",
      CASE WHEN ${showsBody} THEN substring(l.body FROM 1 FOR ${BODY_BYTES + 1}) END AS body
    FROM dead_letter l JOIN group_letter m ON m.dead_letter_id = l.id JOIN failure_group g ON g.id = m.group_id ${joinOwner}
    WHERE l.id = ANY(${ids}::uuid[])`;
  return new Map(
    rows.map(({ ownerName, ownerSlackId, at, body, ...row }) => [
      row.letterId,
      {
        group: {
          ...row,
          body: bodyText(body),
          firstAt: at,
          lastAt: at,
          owner: ownerName === null ? null : { name: ownerName, slackId: ownerSlackId },
          snoozed: null,
          done: null,
          before: null,
          after: null,
        },
      },
    ]),
  );
}
