// Microsoft Teams against a real server in its place: what it is sent, and what its answers mean.
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { TeamsMessage } from '#lib/domain/alerts/teams-card.ts';
import { sendToTeams } from '#lib/outlets/teams.ts';
import { startReceiver, type Receiver } from './receivers.ts';
import { alert, hostile, huge } from './told.ts';

let receiver: Receiver | null = null;

afterEach(async () => {
  await receiver?.stop();
  receiver = null;
});

async function send(answer: (response: ServerResponse) => void, told = alert, allowed = ['127.0.0.1']) {
  receiver = await startReceiver(answer);
  const result = await sendToTeams(told, { url: receiver.url, allowed });
  return { result, posts: receiver.posts, connections: receiver.connections() };
}

function answering(status: number, body = '', headers: Record<string, string> = {}) {
  return (response: ServerResponse) => response.writeHead(status, headers).end(body);
}

describe('a post to Teams', () => {
  it('is one adaptive card', async () => {
    const { result, posts } = await send(answering(202));
    expect(result).toEqual({ kind: 'sent', reference: null });
    expect(posts).toHaveLength(1);
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: { type: 'AdaptiveCard', version: '1.4' },
        },
      ],
    });
  });

  it('stays below 28 KB, however much there is to tell, as Teams counts it', async () => {
    for (const told of [hostile, huge]) {
      const { result, posts } = await send(answering(202), told);
      await receiver?.stop();
      expect(result.kind).toBe('sent');
      const body = posts[0]?.body ?? '';
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(28_672);
      expect((JSON.parse(body) as TeamsMessage).attachments).toHaveLength(1);
    }
  });

  it('to an address within the network is refused for good', async () => {
    const { result, connections } = await send(answering(202), alert, []);
    expect(result).toMatchObject({ kind: 'refused', isPermanent: true });
    expect(connections).toBe(0);
  });

  it('is refused for now when nothing listens', async () => {
    expect(await sendToTeams(alert, { url: 'http://127.0.0.1:1/secret', allowed: ['127.0.0.1'] })).toEqual({
      kind: 'refused',
      problem: '127.0.0.1:1 cannot be reached (ECONNREFUSED)',
      isPermanent: false,
    });
  });
});

describe('an answer of Teams', () => {
  const old = 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error';
  it.each([
    [200, '1', {}, { kind: 'sent' }],
    [202, '', {}, { kind: 'sent' }],
    [200, `${old} 429 with ContextId MS-CV=query-secret`, {}, { kind: 'wait', waitMs: 30_000 }],
    [200, `${old} 429 with ContextId x`, { 'retry-after': '5' }, { kind: 'wait', waitMs: 5000 }],
    [200, `${old} 413 with ContextId x`, {}, { kind: 'refused', isPermanent: true }],
    [200, `${old} 504 with ContextId x`, {}, { kind: 'unanswered' }],
    [200, 'Webhook message delivery failed', {}, { kind: 'unanswered' }],
    [429, '', { 'retry-after': '12' }, { kind: 'wait', waitMs: 12_000 }],
    [429, '', {}, { kind: 'wait', waitMs: 30_000 }],
    [503, '', { 'retry-after': '3' }, { kind: 'wait', waitMs: 3000 }],
    [503, '', {}, { kind: 'unanswered' }],
    [502, '', {}, { kind: 'unanswered' }],
    [307, '', { location: 'https://elsewhere.example/path-secret' }, { kind: 'refused', isPermanent: true }],
    [401, '', {}, { kind: 'refused', isPermanent: true }],
    [404, '', {}, { kind: 'refused', isPermanent: true }],
  ])('%i “%s” %j is told apart', async (status, body, headers, expected) => {
    const { result, posts } = await send(answering(status, body, headers as Record<string, string>));
    expect(result).toMatchObject(expected);
    expect(posts).toHaveLength(1);
    expect(JSON.stringify(result)).not.toMatch(/secret/);
  });

  it('names the code of a workflow that refuses, and not its words', async () => {
    const body = '{"error":{"code":"TriggerInputSchemaMismatch","message":"… path-secret …"}}';
    const { result } = await send(answering(400, body));
    expect(result).toMatchObject({
      problem: expect.stringMatching(/^127\.0\.0\.1:\d+ answered HTTP 400 \(TriggerInputSchemaMismatch\)$/),
    });
  });
});
