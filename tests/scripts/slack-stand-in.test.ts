// The stand-in Slack is as strict as Slack documents itself: tokens, bodies, refusals, and what is kept of a post.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

let slack: StandInSlack;
let at = 0;

beforeEach(async () => {
  at = Date.now();
  slack = await startSlack({ now: () => at });
});
afterEach(() => slack.stop());

type Json = Record<string, unknown>;

/** Every call comes a second after the one before. */
async function call(
  method: string,
  body: Json | string,
  headers: Record<string, string> = {},
): Promise<Json> {
  at += 1000;
  const answer = await fetch(slack.url + method, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      authorization: `Bearer ${slack.token}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return (await answer.json()) as Json;
}

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });

describe('the API', () => {
  it('takes the token from a header or a form, never from JSON', async () => {
    expect(await call('auth.test', {}, { authorization: '' })).toEqual({ ok: false, error: 'not_authed' });
    expect(await call('auth.test', {}, { authorization: 'Bearer nope' })).toEqual({
      ok: false,
      error: 'invalid_auth',
    });
    expect(await call('auth.test', { token: slack.token }, { authorization: '' })).toEqual({
      ok: false,
      error: 'not_authed',
    });
    const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: '' };
    expect(await call('auth.test', `token=${slack.token}`, form)).toMatchObject({
      ok: true,
      user: 'letterthief',
    });
  });

  it('answers a post as Slack does: ok, channel’s ID, ts and the message', async () => {
    const answer = await call('chat.postMessage', { channel: 'dead-letters', text: 'Hello' });
    expect(answer).toMatchObject({ ok: true, message: { type: 'message', text: 'Hello', ts: answer['ts'] } });
    expect(answer['ts']).toMatch(/^\d{10}\.\d{6}$/);
    expect(slack.posts()).toHaveLength(1);
    const again = await call('chat.postMessage', { channel: answer['channel'], text: 'Hello by ID' });
    expect(again).toMatchObject({ ok: true, channel: answer['channel'] });
  });

  it('keeps all that there is to know of a post', async () => {
    const { ts, channel } = await call('chat.postMessage', { channel: '#dead-letters', text: 'Hello' });
    expect(slack.posts()).toEqual([
      {
        ts,
        channel,
        channelName: 'dead-letters',
        text: 'Hello',
        blocks: [],
        pings: [],
        isAnswerLost: false,
        threadTs: null,
        isBroadcast: false,
        versions: [],
        updatedAt: null,
      },
    ]);
  });

  it('refuses what Slack refuses, by its names', async () => {
    expect(await call('chat.delete', {})).toMatchObject({ ok: false, error: 'unknown_method' });
    expect(await call('constructor', {})).toMatchObject({ ok: false, error: 'unknown_method' });
    expect(await call('chat.postMessage', { text: 'x' })).toMatchObject({ error: 'channel_not_found' });
    expect(await call('chat.postMessage', '{')).toMatchObject({ error: 'invalid_json' });
    expect(await call('chat.postMessage', 'x', { 'content-type': 'text/csv' })).toMatchObject({
      error: 'invalid_post_type',
    });
    const { channel } = slack;
    for (const nothing of [{}, { text: ' ' }, { text: '', blocks: [] }])
      expect(await call('chat.postMessage', { channel, ...nothing })).toMatchObject({ error: 'no_text' });
    expect(await call('chat.postMessage', { channel, blocks: '{}' })).toMatchObject({
      error: 'invalid_blocks_format',
    });
    expect(await call('chat.postMessage', { channel, text: 'x'.repeat(40_001) })).toMatchObject({
      error: 'msg_too_long',
    });
    const blocks = Array.from({ length: 5 }, () => ({ type: 'section', text: mrkdwn('x'.repeat(2900)) }));
    expect(await call('chat.postMessage', { channel, blocks })).toMatchObject({
      error: 'msg_blocks_too_long',
    });
    expect(slack.posts()).toHaveLength(0);
  });

  it('says which required arguments are missing', async () => {
    const id = slack.channelId('dead-letters');
    const missing = async (method: string, body: Json) => {
      const answer = await call(method, body);
      expect(answer).toMatchObject({ ok: false, error: 'invalid_arguments' });
      return (answer['response_metadata'] as Json)['messages'];
    };
    expect(await missing('chat.update', { text: 'x' })).toEqual([
      '[ERROR] missing required field: channel',
      '[ERROR] missing required field: ts',
    ]);
    expect(await missing('chat.postEphemeral', { channel: id, text: 'x' })).toEqual([
      '[ERROR] missing required field: user',
    ]);
    expect(await missing('chat.getPermalink', { channel: id })).toEqual([
      '[ERROR] missing required field: message_ts',
    ]);
  });

  it('keeps who is pinged: the channel, groups and people', async () => {
    const blocks = [
      { type: 'section', text: mrkdwn('<!subteam^S0BILLING|@billing>, please look') },
      {
        type: 'context',
        elements: [mrkdwn('for <@U0ADA0000>'), { type: 'plain_text', text: '<!everyone>' }],
      },
    ];
    await call('chat.postMessage', { channel: slack.channel, text: 'Look <!here>', blocks });
    expect(slack.posts()[0]?.pings).toEqual(['here', 'subteam^S0BILLING', 'U0ADA0000']);
    await call('chat.postMessage', { channel: slack.channel, text: '@here', link_names: true });
    expect(slack.posts()[1]?.pings).toEqual(['here']);
  });

  it('refuses a Host that is not loopback', async () => {
    const { port } = new URL(slack.url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port, path: '/', headers: { host: 'evil.example' } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      asked.once('error', reject).end();
    });
    expect(status).toBe(403);
  });
});
