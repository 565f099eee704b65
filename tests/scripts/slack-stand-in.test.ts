// The stand-in Slack is as strict as Slack documents itself, and its page shows a channel without obeying it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack.ts';

let slack: StandInSlack;

beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.stop());

type Json = Record<string, unknown>;

async function call(
  method: string,
  body: Json | string,
  headers: Record<string, string> = {},
): Promise<Json> {
  const answer = await ask(method, body, headers);
  return (await answer.json()) as Json;
}

function ask(method: string, body: Json | string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(slack.url + method, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      authorization: `Bearer ${slack.token}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function faultsOf(...blocks: Json[]): Promise<unknown> {
  await wait(1000);
  const answer = await call('chat.postMessage', { channel: slack.channel, text: 'x', blocks });
  return answer['error'] === 'invalid_blocks' ? (answer['response_metadata'] as Json)['messages'] : answer;
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
    await wait(1000);
    const again = await call('chat.postMessage', { channel: answer['channel'], text: 'Hello by ID' });
    expect(again).toMatchObject({ ok: true, channel: answer['channel'] });
  });

  it('refuses what Slack refuses, by its names', async () => {
    expect(await call('chat.delete', {})).toMatchObject({ ok: false, error: 'unknown_method' });
    expect(await call('chat.postMessage', { text: 'x' })).toMatchObject({ error: 'channel_not_found' });
    expect(await call('chat.postMessage', '{')).toMatchObject({ error: 'invalid_json' });
    expect(await call('chat.postMessage', 'x', { 'content-type': 'text/csv' })).toMatchObject({
      error: 'invalid_post_type',
    });
    const { channel } = slack;
    expect(await call('chat.postMessage', { channel })).toMatchObject({ error: 'no_text' });
    await wait(1000);
    expect(await call('chat.postMessage', { channel, blocks: '{}' })).toMatchObject({
      error: 'invalid_blocks_format',
    });
    await wait(1000);
    expect(await call('chat.postMessage', { channel, text: 'x'.repeat(40_001) })).toMatchObject({
      error: 'msg_too_long',
    });
    await wait(1000);
    const blocks = Array.from({ length: 5 }, () => ({ type: 'section', text: mrkdwn('x'.repeat(2900)) }));
    expect(await call('chat.postMessage', { channel, blocks })).toMatchObject({
      error: 'msg_blocks_too_long',
    });
    expect(slack.posts()).toHaveLength(0);
  });

  it('takes one post a second, then answers 429 with Retry-After', async () => {
    const post = { channel: slack.channel, text: 'x' };
    expect((await ask('chat.postMessage', post)).status).toBe(200);
    const second = await ask('chat.postMessage', post);
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(await second.json()).toEqual({ ok: false, error: 'ratelimited' });
    await wait(1000);
    expect((await ask('chat.postMessage', post)).status).toBe(200);
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

describe('Block Kit’s limits', () => {
  it('answers invalid_blocks with a pointer to each fault', async () => {
    expect(
      await faultsOf(
        { type: 'section', text: mrkdwn('x'.repeat(3001)) },
        { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } },
        { type: 'header', text: mrkdwn('x') },
        { type: 'section' },
        { type: 'context', elements: Array.from({ length: 11 }, () => mrkdwn('x')) },
        {
          type: 'section',
          fields: [mrkdwn('x'.repeat(2001)), ...Array.from({ length: 10 }, () => mrkdwn('x'))],
        },
        { type: 'section', text: mrkdwn(''), color: 'red' },
        { type: 'poll' },
      ),
    ).toEqual([
      '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
      '[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]',
      '[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/2/text/type]',
      '[ERROR] must define either `text` or `fields` [json-pointer:/blocks/3/type]',
      '[ERROR] no more than 10 items allowed [json-pointer:/blocks/4/elements]',
      '[ERROR] no more than 10 items allowed [json-pointer:/blocks/5/fields]',
      '[ERROR] must be less than 2001 characters [json-pointer:/blocks/5/fields/0/text]',
      '[ERROR] invalid additional property: color [json-pointer:/blocks/6]',
      '[ERROR] must be more than 0 characters [json-pointer:/blocks/6/text/text]',
      '[ERROR] unsupported type: poll [json-pointer:/blocks/7/type]',
    ]);
  });

  it('counts blocks, and wants block_ids unique and button texts short', async () => {
    const divider = { type: 'divider' };
    expect(await faultsOf(...Array.from({ length: 51 }, () => divider))).toEqual([
      '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    expect(await faultsOf({ ...divider, block_id: 'a' }, { ...divider, block_id: 'a' })).toEqual([
      '[ERROR] `block_id` already exists: a [json-pointer:/blocks/1/block_id]',
    ]);
    const button = {
      type: 'button',
      text: { type: 'plain_text', text: 'x'.repeat(76) },
      url: 'javascript:alert(1)',
    };
    expect(await faultsOf({ type: 'actions', elements: [button] })).toEqual([
      '[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
      '[ERROR] must be a valid URL [json-pointer:/blocks/0/elements/0/url]',
    ]);
  });
});

describe('trouble', () => {
  it('keeps a post whose answer it loses', async () => {
    slack.meet('lost');
    await expect(ask('chat.postMessage', { channel: slack.channel, text: 'x' })).rejects.toThrow();
    expect(slack.posts()).toMatchObject([{ text: 'x', isAnswerLost: true }]);
  });

  it('comes by chance when asked to', async () => {
    const troubled = await startSlack({ chaos: { failing: 0.5, limited: 0.5, random: () => 0.6 } });
    const answer = await fetch(`${troubled.url}chat.postMessage`, { method: 'POST' });
    expect(answer.status).toBe(429);
    await troubled.stop();
  });
});

describe('the page', () => {
  async function show(post: Json): Promise<string> {
    expect(await call('chat.postMessage', { channel: slack.channel, ...post })).toMatchObject({ ok: true });
    return (await fetch(slack.pageUrl)).text();
  }

  it('shows mrkdwn: bold, code, links, dates', async () => {
    const text =
      '*bold* `a &lt;b&gt;` <https://example.com/?a=1&amp;b=2|a link> <!date^0^{date_num}|1970-01-01>';
    const html = await show({ blocks: [{ type: 'section', text: mrkdwn(text) }] });
    expect(html).toContain('<b>bold</b> <code>a &lt;b&gt;</code>');
    expect(html).toContain(
      '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a link</a>',
    );
    expect(html).toContain('<time datetime="1970-01-01T00:00:00.000Z" title="1970-01-01">');
  });

  it('obeys nothing that came from outside', async () => {
    const hostile =
      '<script>alert(1)</script> <javascript:alert(1)|x> "><img src=x onerror=alert(1)> ```</pre><b>```';
    const html = await show({
      text: hostile,
      blocks: [
        { type: 'section', text: mrkdwn(hostile) },
        { type: 'header', text: { type: 'plain_text', text: '<img src=x>' } },
      ],
    });
    const posted = html.slice(html.indexOf('<article'), html.indexOf('</article>'));
    expect(posted).not.toMatch(/<(script|img|iframe)|<b>(?!LetterThief)/);
    expect(posted).not.toContain('href="javascript');
  });

  it('shows who was pinged', async () => {
    expect(await show({ text: 'Look <!channel>' })).toContain('This post pinged @channel.');
    expect(slack.posts()[0]?.pings).toEqual(['channel']);
    await wait(1000);
    await show({ text: '@here', link_names: true });
    expect(slack.posts()[1]?.pings).toEqual(['here']);
  });
});
