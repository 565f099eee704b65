// Alarms: what watches find is told once, said again as set, and said to be over. By one worker at a time.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { channelOf, outletOf } from '#lib/domain/alerts/channel.ts';
import { readWatchList, sayAlarm, sayOver, type Finding, type Watch } from '#lib/domain/alerts/watches.ts';
import { db, type Tx } from './client.ts';
import { findAlarms } from './watching.ts';

/** Any number that nobody else takes. */
const LOCK = 7_236_515_121;

export type Watching = { watch: Watch; channel: string };

/** `fallback`: where the default route posts; null: nowhere, and only watches with a channel of their own are looked at. */
export async function readWatches(_actor: Actor, fallback: string | null): Promise<Watching[]> {
  const rule = await db().alertRule.findFirst({ select: { watches: true } });
  return readWatchList(rule?.watches).flatMap((watch) => {
    const channel = watch.target === null ? fallback : channelOf('slack', watch.target);
    return channel === null ? [] : [{ watch, channel }];
  });
}

/** Looks once at all of them. Gives how many alarms last; null where another worker is at it. */
export async function keepWatch(
  actor: Actor,
  watching: readonly Watching[],
  publicUrl: string,
): Promise<number | null> {
  const found: Found[] = [];
  for (const { watch, channel } of watching)
    for (const finding of await findAlarms(actor, watch)) found.push({ watch, channel, finding });
  return db().$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<
      { isMine: boolean }[]
    >`SELECT pg_try_advisory_xact_lock(${LOCK}::bigint) AS "isMine"`;
    if (lock?.isMine !== true) return null;
    const lasting = await tx.alarm.findMany({ where: { overAt: null } });
    const keyed = new Map(lasting.map((alarm) => [keyOf(alarm.watch, alarm.subject, alarm.channel), alarm]));
    for (const one of found) {
      const key = keyOf(JSON.stringify(one.watch), one.finding.subject, one.channel);
      const alarm = keyed.get(key);
      keyed.delete(key);
      if (alarm === undefined) await begin(tx, one, publicUrl);
      else if (isDueAgain(alarm.toldAt, one.watch)) await remind(tx, alarm, one, publicUrl);
    }
    for (const alarm of keyed.values()) await end(tx, alarm);
    if (found.length > 0 || keyed.size > 0)
      await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"alerts"}')`;
    return found.length;
  });
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

async function remind(tx: Tx, alarm: Alarm, { watch, finding }: Found, publicUrl: string): Promise<void> {
  const lines = [`🔁 Still so. ${sayAlarm(watch, finding, publicUrl)[0] ?? ''}`];
  await say(tx, alarm.channel, lines, parentOf(alarm));
  await tx.alarm.update({ where: { id: alarm.id }, data: { toldAt: new Date() } });
}

/** The post that told it is struck out, and its thread says so: who was called by it is told. */
async function end(tx: Tx, alarm: Alarm): Promise<void> {
  const at = new Date();
  await tx.alarm.update({ where: { id: alarm.id }, data: { overAt: at } });
  if (alarm.postId === null) return;
  const post = await tx.post.findUnique({ where: { id: alarm.postId }, select: { said: true } });
  const lines = sayOver((post?.said as { lines?: string[] } | null)?.lines ?? [], at);
  const said = JSON.stringify({ lines });
  await tx.$executeRaw`
    UPDATE post SET said = ${said}::jsonb, version = version + 1, next_update_at = now() WHERE id = ${alarm.postId}::uuid`;
  await say(tx, alarm.channel, [lines[1] ?? ''], parentOf(alarm));
}

/** Only Slack has threads. */
function parentOf({ channel, postId }: Alarm): string | null {
  return outletOf(channel) === 'slack' ? postId : null;
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
