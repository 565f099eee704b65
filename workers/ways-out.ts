// All ways out of a worker, as one: what a post says in each, and what came of a try.
import type { Config } from '#lib/config.ts';
import { addressesOf, outletOf } from '#lib/domain/alerts/channel.ts';
import type { ToldAlert } from '#lib/domain/alerts/told-alert.ts';
import { sendMail, type MailSent } from '#lib/outlets/email.ts';
import type { Sent } from '#lib/outlets/sent.ts';
import { blameOf } from '#lib/outlets/slack-trouble.ts';
import type { PostResult } from '#lib/outlets/slack.ts';
import { sendToTeams } from '#lib/outlets/teams.ts';
import { sendWebhook } from '#lib/outlets/webhook.ts';
import { readWayOut } from '#lib/store/alert-rules.ts';
import type { Room } from './room.ts';

export type Tried =
  /** `note`: who was not reached all the same. */
  | { kind: 'posted'; ts: string; channel: string; permalink: string | null; note: string | null }
  | { kind: 'wait'; waitMs: number; problem: string }
  /** It may have been posted. */
  | { kind: 'unanswered'; problem: string }
  /** `blame`: what is wrong until a person mends it; null where it passes by itself. `code`: of Slack. */
  | { kind: 'refused'; problem: string; blame: 'channel' | 'content' | 'gone' | 'app' | null; code: string };

/** Its way is gone: its letters go by another. */
export const NO_ROUTE = 'no_route';

/** A Slack client's answer. */
export function readSlack(result: PostResult): Tried {
  if (result.kind === 'posted') return { ...result, note: null };
  if (result.kind === 'unanswered') return result;
  if (result.kind === 'rate_limited') {
    const problem = `Slack asked us to wait ${Math.ceil(result.retryAfterMs / 1000)} s`;
    return { kind: 'wait', waitMs: result.retryAfterMs, problem };
  }
  const { problem, code, isPermanent } = result;
  return { kind: 'refused', problem, code, blame: isPermanent ? blameOf(code) : null };
}

/** By webhook, Teams or e-mail. `thread`: the first mail's Message-ID, of a later one. */
export async function sendElsewhere(
  room: Room,
  channel: string,
  alert: ToldAlert,
  thread: string | null,
): Promise<Tried> {
  const way = await readWayOut(room.actor, channel);
  if (way === null) {
    const problem = 'No route leads there any more: it was changed or removed';
    return { kind: 'refused', problem, blame: 'content', code: NO_ROUTE };
  }
  return readSent(await call(room.config, channel, way, alert, thread), channel);
}

async function call(
  { mail, alertAddresses: allowed }: Config,
  channel: string,
  { target, secret }: { target: string; secret: string | null },
  alert: ToldAlert,
  thread: string | null,
): Promise<Sent | MailSent> {
  const outlet = outletOf(channel);
  if (outlet === 'webhook') return sendWebhook(alert, { url: target, secrets: [secret ?? ''], allowed });
  if (outlet === 'teams') return sendToTeams(alert, { url: target, allowed });
  if (mail === null)
    return {
      kind: 'refused',
      problem: 'SMTP_URL and MAIL_FROM are not set: no mail goes out',
      isPermanent: true,
    };
  return sendMail(alert, { to: addressesOf(target), thread }, mail);
}

function readSent(sent: Sent | MailSent, channel: string): Tried {
  if (sent.kind === 'sent') {
    const refused = 'refusedAddresses' in sent ? sent.refusedAddresses : [];
    const note = refused.map(({ address, problem }) => `${address} was not reached: ${problem}.`).join(' ');
    return { kind: 'posted', ts: sent.reference ?? 'sent', channel, permalink: null, note: note || null };
  }
  if (sent.kind === 'wait' || sent.kind === 'unanswered') return sent;
  return {
    kind: 'refused',
    problem: sent.problem,
    blame: sent.isPermanent ? 'channel' : null,
    code: 'refused',
  };
}
