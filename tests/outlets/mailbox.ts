// A real SMTP server for what goes out: it keeps what it was handed and refuses what a test wants.
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { AddressInfo } from 'node:net';

export type Mail = {
  raw: string;
  /** Names in small letters, folded lines joined. */
  headers: Map<string, string>;
  text: string;
  html: string;
  from: string;
  to: string[];
  isSecure: boolean;
};

export type Mailbox = { port: number; mails: Mail[]; stop: () => Promise<void> };

/** `answer` may refuse a mail that was handed over whole; null: it never answers. */
export async function startMailbox(
  options: SMTPServerOptions = {},
  answer: ((session: SMTPServerSession) => Error | undefined) | null = () => undefined,
): Promise<Mailbox> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    hideSTARTTLS: options.cert === undefined,
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(readMail(Buffer.concat(chunks).toString(), session));
        if (answer !== null) done(answer(session));
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** What a server says instead of yes. */
export function saying(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

function readMail(raw: string, session: SMTPServerSession): Mail {
  const { head, body } = splitPart(raw);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((part) => splitPart(part.replace(/^\r\n/, '')));
  const find = (type: string) => decodePart(parts.find((part) => part.head.includes(type)));
  const { mailFrom, rcptTo } = session.envelope;
  return {
    raw,
    headers: headersOf(head),
    text: find('text/plain'),
    html: find('text/html'),
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    isSecure: session.secure,
  };
}

function splitPart(part: string): { head: string; body: string } {
  const end = part.indexOf('\r\n\r\n');
  return { head: part.slice(0, end).replace(/\r\n[ \t]+/g, ' '), body: part.slice(end + 4) };
}

function headersOf(head: string): Map<string, string> {
  return new Map(
    head.split('\r\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), decodeWords(line.slice(at + 1).trim())] as const;
    }),
  );
}

function decodePart(part: { head: string; body: string } | undefined): string {
  if (part === undefined) return '';
  if (part.head.includes('base64')) return Buffer.from(part.body, 'base64').toString();
  if (!part.head.includes('quoted-printable')) return part.body;
  return decodeEscapes(part.body.replace(/=\r\n/g, ''));
}

/** RFC 2047. */
function decodeWords(text: string): string {
  return text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, how: string, word: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString()
        : decodeEscapes(word.replaceAll('_', ' ')),
    );
}

function decodeEscapes(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}
