// Hands one mail in by SMTP, over a connection of its own. n.b. nodemailer's transports do not tell whether a cut came before or after the mail was on its way.
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpServer } from '#lib/config/smtp-url.ts';

export type SmtpError = Error & { code?: string | undefined; responseCode?: number; response?: string };
export type RefusedRecipient = { address: string; error: SmtpError };

export type Delivery =
  | { kind: 'taken'; refused: RefusedRecipient[] }
  /** `isUnderWay`: the mail's content was being sent, or was. */
  | { kind: 'failed'; error: SmtpError; isUnderWay: boolean };

export type DeliveryOptions = {
  /** For all of it. */
  timeoutMs?: number;
  /** Certificates (PEM) of the authorities to trust instead of Node's own. */
  ca?: string;
};

const TIMEOUT_MS = 60_000;
const GOODBYE_MS = 2000;

/** Never throws. */
export async function deliver(...given: Parameters<typeof handIn>): Promise<Delivery> {
  try {
    return await handIn(...given);
  } catch (error) {
    return { kind: 'failed', error: error as SmtpError, isUnderWay: false };
  }
}

function handIn(
  server: SmtpServer,
  envelope: { from: string; to: string[] },
  mail: Buffer,
  { timeoutMs = TIMEOUT_MS, ca }: DeliveryOptions,
): Promise<Delivery> {
  const { host, port, isTlsFromStart, isInsecure, user, password } = server;
  return new Promise((settle) => {
    let isUnderWay = false;
    const connection = new SMTPConnection({
      host,
      port,
      secure: isTlsFromStart,
      requireTLS: !isTlsFromStart && !isInsecure,
      opportunisticTLS: isInsecure,
      tls: { rejectUnauthorized: !isInsecure, ...(ca === undefined ? {} : { ca }) },
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      socketCloseTimeout: 0,
    });
    const fail = (error: SmtpError) => {
      clearTimeout(timer);
      settle({ kind: 'failed', error, isUnderWay });
      connection.close();
    };
    const timer = setTimeout(() => {
      fail(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    const send = () => {
      const content = new Readable({
        read() {
          // Asked for when the server has said yes to DATA, not before.
          isUnderWay = true;
          this.push(mail);
          this.push(null);
        },
      });
      connection.send(envelope, content, (error, info) => {
        if (error !== null) return fail(error as SmtpError);
        clearTimeout(timer);
        settle({ kind: 'taken', refused: refusedOf(info.rejectedErrors as ErrorOfRecipient[] | undefined) });
        connection.quit();
        setTimeout(() => connection.close(), GOODBYE_MS).unref();
      });
    };
    connection.on('error', fail);
    connection.connect((error) => {
      if (error) return fail(error as SmtpError);
      if (user === null || !connection.allowsAuth) return send();
      connection.login({ user, credentials: { user, pass: password } }, (refusal) => {
        if (refusal) fail(refusal as SmtpError);
        else send();
      });
    });
  });
}

type ErrorOfRecipient = SmtpError & { recipient?: string };

function refusedOf(errors: readonly ErrorOfRecipient[] = []): RefusedRecipient[] {
  return errors.map((error) => ({ address: error.recipient ?? '', error }));
}
