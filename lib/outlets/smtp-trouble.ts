// What went wrong with a mail, by the codes of SMTP. The server's own words are told, but for what it repeats of the password.
import { sayLine } from '#lib/domain/alerts/told-text.ts';
import type { Sent } from './sent.ts';
import type { SmtpError } from './smtp-delivery.ts';
import type { SmtpServer } from '#lib/config/smtp-url.ts';

type Trouble = Exclude<Sent, { kind: 'sent' }>;

/** SMTP has no Retry-After; greylisting wants a few minutes. */
const WAIT_MS = 120_000;

export function readSmtpTrouble(server: SmtpServer, error: SmtpError, isUnderWay: boolean): Trouble {
  const { host } = server;
  const { responseCode } = error;
  if (responseCode !== undefined && responseCode >= 400) {
    const problem = `${host} refused: ${sayReply(server, error)}`;
    if (responseCode < 500) return { kind: 'wait', waitMs: WAIT_MS, problem };
    // A 503 is about the order of commands, and so about the connection.
    return { kind: 'refused', problem, isPermanent: responseCode !== 503 };
  }
  const code = codeOf(error);
  if (isUnderWay) return { kind: 'unanswered', problem: `${host} did not answer for the mail (${code})` };
  const isPermanent = code === 'EAUTH' || code === 'EENVELOPE' || code === 'EMESSAGE';
  return { kind: 'refused', problem: `${host} cannot be handed the mail (${code})`, isPermanent };
}

/** “550 5.1.1 no such user”. */
export function sayReply({ user, password }: SmtpServer, { response, responseCode }: SmtpError): string {
  const words = sayLine(response ?? '', 200);
  const secrets = [password, base64(password), base64(`\0${user ?? ''}\0${password}`)];
  const isTelling = password !== '' && secrets.some((secret) => (response ?? '').includes(secret));
  return words === '' || isTelling ? String(responseCode ?? 'no reason given') : words;
}

/** Node's code where nodemailer put its own over it: ECONNREFUSED says more than ESOCKET. */
function codeOf(error: SmtpError & { originalCode?: string }): string {
  const code = error.originalCode ?? error.code ?? 'unknown error';
  return /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'unknown error';
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
