// Tells people by e-mail: one mail for all addresses of a list, by SMTP.
import MailComposer from 'nodemailer/lib/mail-composer';
import { buildAlertMail } from '#lib/domain/alerts/alert-mail.ts';
import { isMailAddress } from '#lib/domain/alerts/mail-address.ts';
import type { ToldAlert } from '#lib/domain/alerts/told-alert.ts';
import type { Sent } from './sent.ts';
import { deliver, type DeliveryOptions } from './smtp-delivery.ts';
import { readSmtpTrouble, sayReply } from './smtp-trouble.ts';
import { readSmtpUrl } from '#lib/config/smtp-url.ts';

export type MailServer = DeliveryOptions & {
  /** smtp(s)://user:password@host:port, see smtp-url.ts. */
  smtpUrl: string;
  /** “LetterThief <alerts@example.com>”. */
  from: string;
};

/** `thread`: the Message-ID of the first mail, for later ones. */
export type MailTo = { to: readonly string[]; thread: string | null };

/** An address that did not get the mail that others got. Not permanent: the same mail may be tried again, for it alone. */
export type RefusedAddress = { address: string; problem: string; isPermanent: boolean };

export type MailSent =
  | (Extract<Sent, { kind: 'sent' }> & { refusedAddresses: readonly RefusedAddress[] })
  | Exclude<Sent, { kind: 'sent' }>;

/** One try. Never throws. */
export async function sendMail(
  alert: ToldAlert,
  { to, thread }: MailTo,
  given: MailServer,
): Promise<MailSent> {
  const server = readSmtpUrl(given.smtpUrl);
  if (server === null) return refused('SMTP_URL must look like smtps://user:password@host:port');
  const addresses = [...new Set(to.map((address) => address.trim()))];
  const good = addresses.filter(isMailAddress);
  if (good.length === 0) return refused('None of the addresses is one that mail can go to');
  const reference = messageIdOf(alert);
  const composed = await compose(alert, { from: given.from, to: good, thread, reference });
  if (composed === null) return refused('The address that mail comes from is none');
  const delivery = await deliver(server, composed.envelope, composed.mail, given);
  if (delivery.kind === 'failed') return readSmtpTrouble(server, delivery.error, delivery.isUnderWay);
  const refusedAddresses = [
    ...addresses
      .filter((address) => !isMailAddress(address))
      .map((address) => ({ address, problem: 'Mail cannot go to such an address', isPermanent: true })),
    ...delivery.refused.map(({ address, error }) => ({
      // The envelope has domains in punycode.
      address: good[composed.envelope.to.indexOf(address)] ?? address,
      problem: `${server.host} refused: ${sayReply(server, error)}`,
      isPermanent: (error.responseCode ?? 0) >= 500,
    })),
  ];
  return { kind: 'sent', reference, refusedAddresses };
}

/** The same at every try, so that mail programs show what came twice once. */
export function messageIdOf({ id, publicUrl }: Pick<ToldAlert, 'id' | 'publicUrl'>): string {
  const host = URL.canParse(publicUrl) ? new URL(publicUrl).hostname : '';
  return `<${id.replace(/[^\w-]/g, '_')}@${host === '' ? 'letterthief.invalid' : host}>`;
}

type Composed = { envelope: { from: string; to: string[] }; mail: Buffer };

async function compose(
  alert: ToldAlert,
  { from, to, thread, reference }: { from: string; to: string[]; thread: string | null; reference: string },
): Promise<Composed | null> {
  if (/[\r\n]/.test(from)) return null;
  const first = thread !== null && /^<[\x21-\x3B=\x3F-\x7E]{1,250}>$/.test(thread) ? thread : null;
  try {
    const message = new MailComposer({
      from,
      to: to.map((address) => ({ name: '', address })),
      ...buildAlertMail(alert, first !== null),
      messageId: reference,
      ...(first === null ? {} : { inReplyTo: first, references: first }),
      headers: { 'Auto-Submitted': 'auto-generated' },
      xMailer: false,
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const envelope = message.getEnvelope();
    if (envelope.from === false || !isMailAddress(envelope.from)) return null;
    return { envelope: { from: envelope.from, to: envelope.to }, mail: await message.build() };
  } catch {
    return null;
  }
}

function refused(problem: string): Exclude<Sent, { kind: 'sent' }> {
  return { kind: 'refused', problem, isPermanent: true };
}
