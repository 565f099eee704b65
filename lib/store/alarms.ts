// Alarms: what watches find is told once, said again as set, and said to be over. By one worker at a time.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { channelOf, outletOf } from '#lib/domain/alerts/channel.ts';
import { readWatchList, sayAlarm, sayOver, type Finding, type Watch } from '#lib/domain/alerts/watches.ts';
import { db, type Tx } from './client.ts';
import { findAlarms } from './watching.ts';

/** Any number that nobody else takes. */
const LOCK = 7_236_515_121;
const OVER_AFTER_MS = 60_000;

export type Watching = { watch: Watch; channel: string };

/**
 * `fallback`: where the default route posts; null: nowhere. A channel of a watch's own is one of Slack: without that it is told where
 * the default goes.
 */
export async function readWatches(
  _actor: Actor,
  { fallback, hasSlack }: { fallback: string | null; hasSlack: boolean },
): Promise<Watching[]> {
  const rule = await db().alertRule.findFirst({ select: { watches: true } });
  return readWatchList(rule?.watches).flatMap((watch) => {
    const channel = watch.target === null || !hasSlack ? fallback : channelOf('slack', watch.target);
    return channel === null ? [] : [{ watch, channel }];
  });
}

/** Looks once at all of them. Gives how many alarms last; null where another worker is at it. */
export async function keepWatch(
  _actor: Actor,
  watching: readonly Watching[],
  publicUrl: string,
): Promise<number | null> {
  return db().$transaction(
    async (tx) => {
      const [lock] = await tx.$queryRaw<
        { isMine: boolean }[]
      >`SELECT pg_try_advisory_xact_lock(${LOCK}::bigint) AS "isMine"`;
      if (lock?.isMine !== true) return null;
      const found = await findAll(tx, watching);
      const lasting = await tx.alarm.findMany({ where: { overAt: null } });
      const known = new Map(
        lasting.map((alarm) => [keyOf(alarm.watch, alarm.subject, alarm.channel), alarm]),
      );
      for (const [key, one] of found) {
        const alarm = known.get(key);
        if (alarm === undefined) await begin(tx, one, publicUrl);
        else await goOn(tx, alarm, one, publicUrl);
      }
      // What hovers at its limit is not said to be over and begun anew each time.
      const isOver = (alarm: Alarm) => Date.now() - alarm.seenAt.getTime() > OVER_AFTER_MS;
      const ending = [...known].filter(([key, alarm]) => !found.has(key) && isOver(alarm));
      for (const [, alarm] of ending) await end(tx, alarm);
      if (found.size > 0 || ending.length > 0)
        await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"alerts"}')`;
      return found.size;
    },
    { timeout: 60_000 },
  );
}

/** By what tells them apart: two equal watches find one thing. */
async function findAll(tx: Tx, watching: readonly Watching[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (const { watch, channel } of watching)
    for (const finding of await findAlarms(tx, watch))
      found.set(keyOf(JSON.stringify(watch), finding.subject, channel), { watch, channel, finding });
  return found;
}

/** Those that ended long ago. */
export async function forgetOldAlarms(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM alarm WHERE over_at < now() - interval '30 days'`;
}

type Found = Watching & { finding: Finding };
type Alarm = {
  id: string;
  watch: string;
  subject: string;
  channel: string;
  postId: string | null;
  toldAt: Date | null;
  seenAt: Date;
};

function keyOf(watch: string, subject: string, channel: string): string {
  return JSON.stringify([watch, subject, channel]);
}

async function begin(tx: Tx, { watch, channel, finding }: Found, publicUrl: string): Promise<void> {
  const postId = await say(tx, channel, sayAlarm(watch, finding, publicUrl), null);
  const { subject, since } = finding;
  await tx.alarm.create({
    data: { id: uuidv7(), watch: JSON.stringify(watch), subject, channel, since, toldAt: new Date(), postId },
  });
}

function isDueAgain(toldAt: Date | null, { remindMinutes }: Watch): boolean {
  return toldAt !== null && remindMinutes !== null && Date.now() - toldAt.getTime() > remindMinutes * 60_000;
}

async function goOn(tx: Tx, alarm: Alarm, { watch, finding }: Found, publicUrl: string): Promise<void> {
  await tx.alarm.update({ where: { id: alarm.id }, data: { seenAt: new Date() } });
  if (!isDueAgain(alarm.toldAt, watch)) return;
  await tx.alarm.update({ where: { id: alarm.id }, data: { toldAt: new Date() } });
  // While its channel takes nothing, reminders do not pile up.
  const waiting = await tx.post.count({
    where: { channel: alarm.channel, kind: 'notice', stage: { in: ['due', 'sending'] } },
    take: 1,
  });
  if (waiting > 0) return;
  const lines = [`🔁 Still so. ${sayAlarm(watch, finding, publicUrl)[0] ?? ''}`];
  await say(tx, alarm.channel, lines, await parentOf(tx, alarm));
}

/** The post that told it is struck out, and its thread says so: who was called by it is told. */
async function end(tx: Tx, alarm: Alarm): Promise<void> {
  const at = new Date();
  await tx.alarm.update({ where: { id: alarm.id }, data: { overAt: at } });
  if (alarm.postId === null) return;
  const post = await tx.post.findUnique({ where: { id: alarm.postId }, select: { said: true } });
  const lines = sayOver((post?.said as { lines?: string[] } | null)?.lines ?? [], at);
  const said = JSON.stringify({ lines });
  const parent = await parentOf(tx, alarm);
  // What cannot be shown anew is said anew, once.
  await tx.$executeRaw`
    UPDATE post SET said = ${said}::jsonb, version = version + ${parent === null ? 0 : 1}, next_update_at = now()
    WHERE id = ${alarm.postId}::uuid`;
  await say(tx, alarm.channel, parent === null ? lines : [lines[1] ?? ''], parent);
}

/** Only Slack has threads; and where the first post failed there is none. */
async function parentOf(tx: Tx, { channel, postId }: Alarm): Promise<string | null> {
  if (outletOf(channel) !== 'slack' || postId === null) return null;
  const post = await tx.post.findUnique({ where: { id: postId }, select: { stage: true } });
  return post === null || post.stage === 'failed' ? null : postId;
}

async function say(
  tx: Tx,
  channel: string,
  lines: readonly string[],
  parentId: string | null,
): Promise<string> {
  const id = uuidv7();
  await tx.$executeRaw`INSERT INTO channel (name) VALUES (${channel}) ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO post (id, kind, channel, parent_id, said)
    VALUES (${id}::uuid, 'notice', ${channel}, ${parentId}::uuid, ${JSON.stringify({ lines })}::jsonb)`;
  return id;
}
