// The real @slack/web-api against the stand-in: every answer becomes the outcome that the worker must tell apart.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { openSlack } from '#lib/outlets/slack.ts';
import { toldGroup } from '#tests/told-group.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

const token = 'stand-in-secret-0123456789';
const post = buildLeadPost(
  toldGroup({ errorMessage: '<!channel> & @here: declined' }),
  'http://127.0.0.1:3000',
);

let standIn: StandInSlack;
let raw: Server | null = null;

beforeEach(async () => {
  standIn = await startSlack({ token });
});

afterEach(async () => {
  await standIn.stop();
  raw?.closeAllConnections();
  raw?.close();
  raw = null;
});

function open(given: { token?: string; apiUrl?: string; timeoutMs?: number } = {}) {
  return openSlack({ token, apiUrl: standIn.url, timeoutMs: 2000, ...given });
}

/** An HTTP server that answers every call alike. */
async function startAnswering(status: number, body: string, headers: Record<string, string> = {}) {
  const server = createServer((_, response) => response.writeHead(status, headers).end(body));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  raw = server;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

describe('a post to Slack', () => {
  it('is kept once, with the channel’s ID, and pings nobody', async () => {
    const result = await open().post(standIn.channel, post);
    const kept = standIn.posts();
    expect(result).toEqual({
      kind: 'posted',
      ts: kept[0]?.ts,
      channel: kept[0]?.channel,
      permalink: `https://stand-in.slack.example/archives/${kept[0]?.channel}/p${kept[0]?.ts.replace('.', '')}`,
    });
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ text: post.text, blocks: post.blocks, pings: [] });
  });

  it('is told to wait after a second post within a second, and tries nothing again by itself', async () => {
    const slack = open();
    await slack.post(standIn.channel, post);
    expect(await slack.post(standIn.channel, post)).toEqual({ kind: 'rate_limited', retryAfterMs: 1000 });
    expect(standIn.posts()).toHaveLength(1);
  });

  it('is unanswered, not refused, when Slack kept it and the answer was lost', async () => {
    standIn.meet('lost');
    expect(await open().post(standIn.channel, post)).toMatchObject({ kind: 'unanswered' });
    expect(standIn.posts()).toHaveLength(1);
  });

  it('is unanswered when Slack fails with 500 or 503, and asked once', async () => {
    standIn.meet('failing', 'unavailable');
    expect(await open().post(standIn.channel, post)).toEqual({
      kind: 'unanswered',
      problem: 'Slack answered HTTP 500',
    });
    expect(await open().post(standIn.channel, post)).toMatchObject({ kind: 'unanswered' });
    expect(standIn.posts()).toHaveLength(0);
  });

  it('is unanswered when Slack is slower than the timeout', async () => {
    standIn.meet('slow');
    expect(await open({ timeoutMs: 200 }).post(standIn.channel, post)).toEqual({
      kind: 'unanswered',
      problem: 'Slack did not answer (TimeoutError)',
    });
    expect(standIn.posts()).toHaveLength(1);
  });

  it('is refused for good, with Slack’s reasons, when its blocks are invalid', async () => {
    const blocks = [
      {
        type: 'section' as const,
        text: { type: 'mrkdwn' as const, text: 'x'.repeat(3001), verbatim: true as const },
      },
    ];
    const result = await open().post(standIn.channel, { text: 'x', blocks });
    expect(result).toMatchObject({ kind: 'refused', code: 'invalid_blocks', isPermanent: true });
    expect(result).toHaveProperty('problem', expect.stringContaining('must be less than 3001 characters'));
  });

  it('is refused for good when token or channel is wrong', async () => {
    expect(await open({ token: 'stand-in-other' }).post(standIn.channel, post)).toMatchObject({
      kind: 'refused',
      code: 'invalid_auth',
      isPermanent: true,
    });
    expect(await open().post('#elsewhere', post)).toMatchObject({
      kind: 'refused',
      code: 'channel_not_found',
      isPermanent: true,
    });
  });

  it('is refused for now when nothing listens: it was certainly not posted', async () => {
    await standIn.stop();
    expect(await open().post('#c', post)).toMatchObject({
      kind: 'refused',
      code: 'ECONNREFUSED',
      isPermanent: false,
    });
  });

  it('waits a default time when a 429 does not say how long', async () => {
    const apiUrl = await startAnswering(429, 'slow down');
    expect(await open({ apiUrl }).post('#c', post)).toEqual({ kind: 'rate_limited', retryAfterMs: 30_000 });
  });

  it('is unanswered when the answer is not Slack’s, and repeats nothing of it', async () => {
    const apiUrl = await startAnswering(200, `<html>${token}</html>`);
    const result = await open({ apiUrl }).post('#c', post);
    expect(result.kind).toBe('unanswered');
    expect(JSON.stringify(result)).not.toContain(token);
  });

  it('is unanswered when Slack says that something may have succeeded', async () => {
    const apiUrl = await startAnswering(200, '{"ok":false,"error":"fatal_error"}');
    expect(await open({ apiUrl }).post('#c', post)).toMatchObject({ kind: 'unanswered' });
  });
});

describe('the token', () => {
  it('is checked with auth.test', async () => {
    expect(await open().check()).toMatchObject({ kind: 'ok', user: 'letterthief', team: 'Stand-in Slack' });
    expect(await open({ token: 'wrong' }).check()).toMatchObject({ kind: 'refused', code: 'invalid_auth' });
  });

  it('stands in no outcome and no line on the console, whatever fails', async () => {
    const lines: unknown[] = [];
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation((...words) => void lines.push(words)),
    );
    const echo = await startAnswering(500, `Authorization: Bearer ${token}`, { 'x-token': token });
    standIn.meet('lost', 'failing', 'limited', 'slow');
    const outcomes: unknown[] = [await open({ apiUrl: echo }).post('#c', post)];
    for (let call = 0; call < 4; call += 1) {
      outcomes.push(await open({ timeoutMs: 200 }).post(standIn.channel, post));
    }
    outcomes.push(await open({ apiUrl: 'http://127.0.0.1:1/api/' }).check());
    for (const spy of spies) spy.mockRestore();
    expect(outcomes).toHaveLength(6);
    expect(JSON.stringify([outcomes, lines])).not.toContain(token);
    expect(lines).toEqual([]);
  });

  it('is refused at once when no HTTP header can carry it, without being repeated', () => {
    const bad = 'xoxb-12\n34';
    expect(() => open({ token: bad })).toThrow(/SLACK_BOT_TOKEN/);
    expect(() => open({ token: bad })).not.toThrow(/12/);
  });
});
