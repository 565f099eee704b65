// E-mail by real SMTP servers: what arrives, whom it did not reach, and what every way to fail comes to.
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { messageIdOf, sendMail, type MailServer } from '#lib/outlets/email.ts';
import { readSmtpUrl } from '#lib/config/smtp-url.ts';
import { makeCertificate } from './certificate.ts';
import { saying, startMailbox, type Mailbox } from './mailbox.ts';
import { alert, hostile } from './told.ts';

const from = 'LetterThief <alerts@letters.example.com>';
const to = ['ada@example.com'];
let mailbox: Mailbox | null = null;
let raw: Server | null = null;

afterEach(async () => {
  await mailbox?.stop();
  raw?.close();
  mailbox = null;
  raw = null;
});

async function start(...given: Parameters<typeof startMailbox>): Promise<Mailbox> {
  mailbox = await startMailbox(...given);
  return mailbox;
}

function send(
  port: number,
  given: Partial<MailServer> & { to?: string[]; thread?: string; told?: typeof alert } = {},
) {
  const { to: addresses = to, thread = null, told = alert, ...server } = given;
  return sendMail(told, { to: addresses, thread }, { smtpUrl: `smtp://127.0.0.1:${port}`, from, ...server });
}

function refusing(recipients: Record<string, number>): SMTPServerOptions {
  return {
    onRcptTo({ address }, _, done) {
      const code = recipients[address];
      done(code === undefined ? null : saying(code, `5.1.1 no such user ${address}`));
    },
  };
}

/** A server that says these lines, one for each of ours, and then what `end` does. */
async function startSaying(lines: string[], end: (socket: Socket) => void): Promise<number> {
  const left = [...lines];
  const server = createServer((socket) => {
    const next = () => {
      const line = left.shift();
      if (line === undefined) end(socket);
      else socket.write(`${line}\r\n`);
    };
    socket.on('error', () => {});
    socket.on('data', (chunk) => chunk.toString().split('\r\n').slice(1).forEach(next));
    next();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  raw = server;
  return (server.address() as AddressInfo).port;
}

describe('a mail', () => {
  it('arrives as text and HTML, from us, marked as a machine’s', async () => {
    const { port, mails } = await start();
    const reference = '<01939b2e-7c1a-7000-8000-0000000000ff@letters.example.com>';
    expect(await send(port)).toEqual({ kind: 'sent', reference, refusedAddresses: [] });
    const [mail] = mails;
    expect(mail).toMatchObject({ from: 'alerts@letters.example.com', to });
    expect(mail?.headers.get('subject')).toBe(
      'Dead letters in orders.billing: PaymentDeclined: card <n> declined',
    );
    expect(mail?.headers.get('message-id')).toBe(reference);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.get('to')).toBe('ada@example.com');
    expect([...(mail?.headers.keys() ?? [])].filter((name) => name.startsWith('x-'))).toEqual([]);
    expect(mail?.headers.has('in-reply-to')).toBe(false);
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('card 4242 declined');
      expect(part).toContain('1,204, 37 open');
      expect(part).toContain(
        'https://letters.example.com/failure-groups/01939b2e-7c1a-7000-8000-0000000000aa',
      );
    }
  });

  it('answers the first of its thread, under its subject', async () => {
    const { port, mails } = await start();
    const first = messageIdOf(alert);
    await send(port, { thread: first, told: { ...alert, id: 'later', kind: 'closed' } });
    const { headers, text } = mails[0] ?? {};
    expect(headers?.get('in-reply-to')).toBe(first);
    expect(headers?.get('references')).toBe(first);
    expect(headers?.get('message-id')).toBe('<later@letters.example.com>');
    expect(headers?.get('subject')).toBe(
      'Re: Dead letters in orders.billing: PaymentDeclined: card <n> declined',
    );
    expect(text).toMatch(/^Done: PaymentDeclined/);
  });

  it('has the same Message-ID at every try', async () => {
    const { port, mails } = await start();
    await send(port);
    await send(port);
    expect(new Set(mails.map(({ headers }) => headers.get('message-id'))).size).toBe(1);
  });

  it('is one mail whatever the letters held: no header is smuggled in, no markup, and the rest is counted', async () => {
    const { port, mails } = await start();
    expect(await send(port, { told: hostile })).toMatchObject({ kind: 'sent' });
    expect(mails).toHaveLength(1);
    const { headers, text = '', html = '', to: recipients } = mails[0] ?? {};
    expect(recipients).toEqual(to);
    expect(headers?.has('bcc')).toBe(false);
    expect(headers?.get('subject')?.length).toBeLessThan(200);
    expect(html).not.toMatch(/<script|<at>/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    for (const part of [text, html]) {
      // Its three CRLF are three line ends.
      expect(part).toMatch(/… 37,997 more characters/);
      // oxlint-disable-next-line no-control-regex -- that none is left is what is promised
      expect(part).not.toMatch(/[\u0000\u001B\u202E]/);
    }
  });
});

describe('a list of addresses', () => {
  it('is served but for the one that the server refuses, which is named', async () => {
    const { port, mails } = await start(refusing({ 'gone@example.com': 550, 'later@example.com': 450 }));
    const result = await send(port, { to: ['gone@example.com', 'ada@example.com', 'later@example.com'] });
    expect(result).toMatchObject({
      kind: 'sent',
      refusedAddresses: [
        { address: 'gone@example.com', isPermanent: true, problem: expect.stringContaining('no such user') },
        { address: 'later@example.com', isPermanent: false },
      ],
    });
    expect(mails.map((mail) => mail.to)).toEqual([['ada@example.com']]);
  });

  it('is served but for what is no address, however it is made', async () => {
    const { port, mails } = await start();
    const bad = [
      '',
      'nobody',
      'a@b@c',
      'x@example.com\r\nRCPT TO:<y@example.com>',
      '"a b"@example.com',
      'a <b@example.com>',
      'ü@example.com',
    ];
    const result = await send(port, {
      to: [...bad, ' ada@example.com ', 'ada@example.com', 'bob@bücher.example'],
    });
    expect(result).toMatchObject({
      kind: 'sent',
      refusedAddresses: bad.map((address) => ({ address, isPermanent: true })),
    });
    expect(mails.map((mail) => mail.to)).toEqual([['ada@example.com', 'bob@bücher.example']]);
    expect(mails[0]?.headers.get('to')).toBe('ada@example.com, bob@xn--bcher-kva.example');
  });

  it('of which none is taken is refused for good, or waits where one may be taken later', async () => {
    const { port } = await start(refusing({ 'gone@example.com': 550, 'later@example.com': 450 }));
    expect(await send(port, { to: ['gone@example.com'] })).toMatchObject({
      kind: 'refused',
      isPermanent: true,
    });
    expect(await send(port, { to: ['later@example.com', 'gone@example.com'] })).toMatchObject({
      kind: 'wait',
      waitMs: 120_000,
    });
    expect(await send(port, { to: ['nobody'] })).toMatchObject({ kind: 'refused', isPermanent: true });
    expect(await send(port, { to: [] })).toMatchObject({ kind: 'refused', isPermanent: true });
  });
});

describe('TLS', () => {
  const { key, cert } = makeCertificate();
  // n.b. 0.0.0.0 leads to this machine too, and is not taken for loopback.
  const away = (port: number, query = '') => ({ smtpUrl: `smtp://0.0.0.0:${port}${query}` });

  it('is insisted on: a server without it gets no mail', async () => {
    const { port, mails } = await start();
    expect(await send(port, away(port))).toMatchObject({ kind: 'refused' });
    expect(mails).toEqual([]);
  });

  it('is done without where the URL says so', async () => {
    const { port, mails } = await start();
    expect(await send(port, away(port, '?insecure=1'))).toMatchObject({ kind: 'sent' });
    expect(mails[0]?.isSecure).toBe(false);
  });

  it('is begun by STARTTLS, with a certificate that is trusted', async () => {
    const { port, mails } = await start({ key, cert });
    expect(await send(port, away(port))).toMatchObject({ kind: 'refused', isPermanent: false });
    expect(mails).toEqual([]);
    expect(await send(port, { ...away(port), ca: cert })).toMatchObject({ kind: 'sent' });
    expect(mails[0]?.isSecure).toBe(true);
  });

  it('is there from the first byte with smtps', async () => {
    const { port, mails } = await start({ key, cert, secure: true });
    const smtpUrl = `smtps://0.0.0.0:${port}`;
    expect(await send(port, { smtpUrl })).toMatchObject({ kind: 'refused', isPermanent: false });
    expect(await send(port, { smtpUrl, ca: cert })).toMatchObject({ kind: 'sent' });
    expect(mails[0]?.isSecure).toBe(true);
  });

  it('is used on loopback where it is offered, with any certificate', async () => {
    const { port, mails } = await start({ key, cert });
    expect(await send(port)).toMatchObject({ kind: 'sent' });
    expect(mails[0]?.isSecure).toBe(true);
  });
});

describe('a user', () => {
  const password = 'p@ss/wörd-secret';
  const onAuth: SMTPServerOptions['onAuth'] = (given, _, done) => {
    if (given.username === 'us' && given.password === password) done(null, { user: 'us' });
    else done(saying(535, `5.7.8 no: ${given.password ?? ''}`));
  };
  const options: SMTPServerOptions = { onAuth, authOptional: false, allowInsecureAuth: true };

  it('signs in with what the URL holds', async () => {
    const { port, mails } = await start(options);
    const smtpUrl = `smtp://us:${encodeURIComponent(password)}@127.0.0.1:${port}`;
    expect(await send(port, { smtpUrl })).toMatchObject({ kind: 'sent' });
    expect(mails).toHaveLength(1);
  });

  it('that is refused is refused for good, and the password is told to nobody, though the server repeats it', async () => {
    const { port } = await start(options);
    const result = await send(port, { smtpUrl: `smtp://us:wrong-secret@127.0.0.1:${port}` });
    expect(result).toEqual({ kind: 'refused', problem: '127.0.0.1 refused: 535', isPermanent: true });
  });
});

describe('a server that fails', () => {
  const ready = ['220 hi', '250 hi', '250 ok', '250 ok'];
  const hang = () => {};
  const cut = (socket: Socket) => socket.destroy();

  it.each([
    ['451 after the mail', () => saying(451, 'later'), { kind: 'wait', waitMs: 120_000 }],
    ['554 after the mail', () => saying(554, 'spam'), { kind: 'refused', isPermanent: true }],
  ])('with %s took nothing', async (_, answer, expected) => {
    const { port } = await start({}, answer);
    expect(await send(port)).toMatchObject(expected);
  });

  it.each([
    ['is silent from the start', [], hang, { kind: 'refused', isPermanent: false }],
    ['greets with 421', ['421 busy'], hang, { kind: 'wait' }],
    ['greets with 554', ['554 go away'], hang, { kind: 'refused', isPermanent: true }],
    ['is no SMTP server', ['HTTP/1.1 400 Bad Request'], cut, { kind: 'refused', isPermanent: false }],
    ['is silent before the mail', ready.slice(0, 3), hang, { kind: 'refused', isPermanent: false }],
    ['is cut before the mail', ready.slice(0, 3), cut, { kind: 'refused', isPermanent: false }],
    ['refuses DATA for now', [...ready, '451 later'], hang, { kind: 'wait' }],
    ['is silent after the mail', [...ready, '354 go on'], hang, { kind: 'unanswered' }],
    ['is cut after the mail', [...ready, '354 go on'], cut, { kind: 'unanswered' }],
  ] as const)('because it %s', async (_, lines, end, expected) => {
    const port = await startSaying([...lines], end);
    expect(await send(port, { timeoutMs: 400 })).toMatchObject(expected);
  });

  it('because it is not there took nothing', async () => {
    expect(await send(1)).toEqual({
      kind: 'refused',
      problem: '127.0.0.1 cannot be handed the mail (ECONNREFUSED)',
      isPermanent: false,
    });
  });
});

describe('SMTP_URL', () => {
  it('is read with its defaults', () => {
    expect(readSmtpUrl('smtp://mail.example.com')).toMatchObject({
      port: 587,
      isTlsFromStart: false,
      isInsecure: false,
      user: null,
    });
    expect(readSmtpUrl('smtps://a%40b:p%3Aw@mail.example.com')).toMatchObject({
      port: 465,
      isTlsFromStart: true,
      user: 'a@b',
      password: 'p:w',
    });
    expect(readSmtpUrl('smtp://localhost:1025')).toMatchObject({ port: 1025, isInsecure: true });
    expect(readSmtpUrl('smtp://[::1]')).toMatchObject({ host: '::1', isInsecure: true });
  });

  it.each([
    '',
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://x/path',
    'smtp://x?secure=false',
    'smtp://x?insecure=yes',
    'smtp://%E0%A4%A@x',
  ])('that is none refuses every mail for good, and is not repeated: %s', async (smtpUrl) => {
    expect(readSmtpUrl(smtpUrl)).toBeNull();
    expect(await send(1, { smtpUrl })).toEqual({
      kind: 'refused',
      problem: 'SMTP_URL must look like smtps://user:password@host:port',
      isPermanent: true,
    });
  });

  it('and a sender that is none refuse a mail for good', async () => {
    for (const bad of ['', 'nobody', 'a@b\r\nBcc: c@d'])
      expect(await send(1, { from: bad })).toMatchObject({ kind: 'refused', isPermanent: true });
  });
});
