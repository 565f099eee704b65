// Webhooks against real servers: signed as Standard Webhooks wants, and every answer one of four outcomes.
import { createHmac, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebhookBody } from '#lib/domain/alerts/webhook-body.ts';
import { readRetryAfter } from '#lib/outlets/sent.ts';
import { sendWebhook, signWebhook, webhookGapMs } from '#lib/outlets/webhook.ts';
import { makeCertificate } from './certificate.ts';
import { startReceiver, type Receiver } from './receivers.ts';
import { alert, hostile, huge, longError } from './told.ts';

const makeSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const secret = makeSecret();
const older = makeSecret();
let receiver: Receiver | null = null;

afterEach(async () => {
  await receiver?.stop();
  receiver = null;
});

async function send(
  answer?: (response: ServerResponse) => void,
  given: { told?: typeof alert; secrets?: string[]; allowed?: string[] } = {},
) {
  const started = await startReceiver(answer);
  await receiver?.stop();
  receiver = started;
  const { told = alert, secrets = [secret], allowed = ['127.0.0.1'] } = given;
  const result = await sendWebhook(told, { url: started.url, secrets, allowed });
  return { result, posts: started.posts, connections: started.connections() };
}

function answering(status: number, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => response.writeHead(status, headers).end('{"secret":"in the answer"}');
}

describe('a webhook', () => {
  it('says what happened, signed so that the receiver can check it', async () => {
    const { result, posts } = await send();
    expect(result).toEqual({ kind: 'sent', reference: null });
    const [post] = posts;
    const { headers, body = '' } = post ?? {};
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': alert.id });
    expect(Math.abs(Number(headers?.['webhook-timestamp']) * 1000 - Date.now())).toBeLessThan(5000);
    const signed = `${alert.id}.${String(headers?.['webhook-timestamp'])}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers?.['webhook-signature']).toBe(`v1,${expected}`);
    expect(JSON.parse(body)).toMatchObject({
      type: 'letterthief.alert.opened',
      timestamp: alert.at,
      data: {
        id: alert.id,
        url: 'https://letters.example.com/failure-groups/01939b2e-7c1a-7000-8000-0000000000aa',
        groups: [{ sourceQueue: 'orders.billing', letters: 1204, openLetters: 37, done: null }],
        moreGroups: 0,
      },
    });
  });

  it('bears a signature for each secret while one is changed', async () => {
    const { posts } = await send(undefined, { secrets: [secret, older] });
    const signatures = String(posts[0]?.headers['webhook-signature']).split(' ');
    expect(signatures).toHaveLength(2);
    expect(new Set(signatures).size).toBe(2);
  });

  it('has the same id at every try', async () => {
    const ids = [await send(answering(500)), await send()].map(
      ({ posts }) => posts[0]?.headers['webhook-id'],
    );
    expect(ids).toEqual([alert.id, alert.id]);
  });

  it('goes to a server whose certificate is trusted, and not a byte of it to another', async () => {
    const { key, cert } = makeCertificate();
    let posts = 0;
    const server = createServer({ key, cert }, (_, response) => {
      posts += 1;
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const to = { url, secrets: [secret], allowed: ['localhost'], resolve: async () => ['127.0.0.1'] };
    expect(await sendWebhook(alert, { ...to, ca: cert })).toEqual({ kind: 'sent', reference: null });
    expect(await sendWebhook(alert, to)).toMatchObject({ kind: 'refused', isPermanent: false });
    expect(posts).toBe(1);
    server.close();
  });

  it('with a secret that is none is refused for good, and sent to nobody', async () => {
    for (const secrets of [[], ['whsec_c2hvcnQ='], ['no secret'], [secret, 'whsec_']]) {
      const { result, connections } = await send(undefined, { secrets });
      expect(result).toMatchObject({ kind: 'refused', isPermanent: true });
      expect(connections).toBe(0);
    }
  });

  it('to an address within the network is refused for good', async () => {
    const { result, connections } = await send(undefined, { allowed: [] });
    expect(result).toMatchObject({ kind: 'refused', isPermanent: true });
    expect(connections).toBe(0);
  });
});

describe('an answer to a webhook', () => {
  const sent = { kind: 'sent', reference: null };
  const waits = (waitMs: number) => ({ kind: 'wait', waitMs });
  const unanswered = { kind: 'unanswered' };
  const refused = (isPermanent: boolean) => ({ kind: 'refused', isPermanent });
  it.each([
    [200, {}, sent],
    [202, {}, sent],
    [204, {}, sent],
    [301, { location: 'https://elsewhere.example/secret' }, refused(true)],
    [302, { location: '/secret' }, refused(false)],
    [307, {}, refused(false)],
    [400, {}, refused(false)],
    [401, {}, refused(false)],
    [404, {}, refused(false)],
    [408, {}, unanswered],
    [410, {}, refused(true)],
    [429, {}, waits(30_000)],
    [429, { 'retry-after': '7' }, waits(7000)],
    [429, { 'retry-after': '0' }, waits(1000)],
    [503, { 'retry-after': '999999999' }, waits(3_600_000)],
    [503, {}, unanswered],
    [500, { 'retry-after': '7' }, unanswered],
    [502, {}, unanswered],
  ])('%i %j is told apart, and its words are not repeated', async (status, headers, expected) => {
    const { result, posts } = await send(answering(status, headers as Record<string, string>));
    expect(result).toMatchObject(expected);
    expect(posts).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('names the host that a redirect leads to, and nothing else of it', async () => {
    const { result } = await send(answering(308, { location: 'https://new.example/secret?token=1' }));
    expect(result).toMatchObject({ problem: expect.stringContaining('(it leads to new.example)') });
  });

  it('may say when as a date', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(readRetryAfter('Sun, 22 Nov 2026 12:01:00 GMT', now)).toBe(60_000);
    expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(1000);
    expect(readRetryAfter('soon', now)).toBeNull();
    expect(readRetryAfter(undefined, now)).toBeNull();
  });
});

describe('what a webhook is told', () => {
  it('is whole JSON whatever the letters held, cut with a count', async () => {
    const { result, posts } = await send(undefined, { told: hostile });
    expect(result.kind).toBe('sent');
    const text = posts[0]?.body ?? '';
    const body = JSON.parse(text) as WebhookBody;
    const [only] = body.data.groups;
    expect(only?.errorMessage).toContain('<script>alert(1)</script>');
    expect(only?.errorMessage).toMatch(/x\n… 38,000 more characters$/);
    expect([...(only?.errorMessage ?? '')].length).toBeLessThan(2040);
    expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    expect(longError).toHaveLength(40_000);
  });

  it('is at most 20 KB, and counts the groups that it leaves out', async () => {
    const { posts } = await send(undefined, { told: huge });
    const text = posts[0]?.body ?? '';
    const { groups, moreGroups } = (JSON.parse(text) as WebhookBody).data;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000);
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.length + moreGroups).toBe(57);
  });
});

describe('a secret', () => {
  it('signs as the specification’s own libraries do', () => {
    expect(
      signWebhook(
        'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}',
      ),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is made of 32 random bytes', () => {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secret).not.toBe(older);
  });
});

describe('the gaps between tries', () => {
  it('grow by the specification’s schedule, and end', () => {
    const gaps = Array.from({ length: 11 }, (_, tries) => webhookGapMs(tries, () => 0));
    expect(gaps.map((ms) => ms && ms / 1000)).toEqual([
      0,
      5,
      300,
      1800,
      7200,
      18_000,
      36_000,
      50_400,
      72_000,
      86_400,
      null,
    ]);
  });

  it('are up to a tenth longer, by chance', () => {
    expect(webhookGapMs(2, () => 1)).toBe(330_000);
    for (let at = 0; at < 50; at += 1) {
      expect(webhookGapMs(1)).toBeGreaterThanOrEqual(5000);
      expect(webhookGapMs(1)).toBeLessThanOrEqual(5500);
    }
  });
});
