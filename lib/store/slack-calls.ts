// Calls from Slack that were taken, and what is answered to who called.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';

/** False where it was taken before, by any web process. */
export async function takeSlackCall(_actor: Actor, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const isNew = await db().$executeRaw`
    INSERT INTO slack_call (signature) VALUES (${signature}) ON CONFLICT DO NOTHING`;
  return isNew > 0;
}

/** Those that are too old to be taken again anyway. */
export async function forgetSlackCalls(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM slack_call WHERE at < now() - interval '1 hour'`;
}

/** What was told to one person alone, a day ago. */
export async function forgetAnswers(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM post WHERE kind = 'answer' AND created_at < now() - interval '1 day'`;
  await db().$executeRaw`
    DELETE FROM channel c WHERE left(c.name, 8) = 'answers ' AND NOT EXISTS (SELECT FROM post p WHERE p.channel = c.name)`;
}

/** Shown to this member alone, in this channel (its ID). `lines` are mrkdwn: what is foreign in them is escaped. */
export async function answerInSlack(
  _actor: Actor,
  { channel, member, lines }: { channel: string; member: string; lines: readonly string[] },
): Promise<void> {
  const said = JSON.stringify({ lines, to: member });
  await db().$transaction(async (tx) => {
    const name = `answers ${channel}`;
    await tx.$executeRaw`INSERT INTO channel (name, slack_channel) VALUES (${name}, ${channel}) ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO post (id, kind, channel, said) VALUES (${uuidv7()}::uuid, 'answer', ${name}, ${said}::jsonb)`;
    await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"alerts"}')`;
  });
}
