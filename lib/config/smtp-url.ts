// SMTP_URL: where mail is handed in, and whether it may be handed in unprotected.
import { isLoopback } from './checks.ts';

export type SmtpServer = {
  host: string;
  port: number;
  /** smtps: TLS from the first byte. Else STARTTLS. */
  isTlsFromStart: boolean;
  /** TLS is used where it is offered, with any certificate, and done without where it is not. */
  isInsecure: boolean;
  user: string | null;
  password: string;
};

/** smtp(s)://user:password@host:port, with ?insecure=1 where TLS is not to be insisted on; null for anything else. */
export function readSmtpUrl(text: string): SmtpServer | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, hostname, port, searchParams } = url;
  if ((protocol !== 'smtp:' && protocol !== 'smtps:') || hostname === '') return null;
  if (![...searchParams].every(([name, value]) => name === 'insecure' && /^[01]$/.test(value))) return null;
  const user = readPart(url.username);
  const password = readPart(url.password);
  if (user === null || password === null || (url.pathname !== '' && url.pathname !== '/')) return null;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isTlsFromStart = protocol === 'smtps:';
  return {
    host,
    port: port === '' ? (isTlsFromStart ? 465 : 587) : Number(port),
    isTlsFromStart,
    isInsecure: isLoopback(host) || searchParams.get('insecure') === '1',
    user: user === '' ? null : user,
    password,
  };
}

function readPart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
