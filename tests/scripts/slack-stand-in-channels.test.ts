// Channels, threads, updates, what one person alone sees, and permanent links of the stand-in Slack.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

let slack: StandInSlack;
let at = 0;

beforeEach(async () => {
  at = Date.now();
  slack = await startSlack({
    now: () => at,
    channels: ['orders', { name: 'old', isArchived: true }, { name: 'theirs', isMember: false }],
  });
});
afterEach(() => slack.stop());

type Json = Record<string, unknown>;

async function call(method: string, body: Json): Promise<Json> {
  at += 1000;
  const answer = await fetch(slack.url + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Json;
}

const post = (channel: string, more: Json = {}) => call('chat.postMessage', { channel, text: 'x', ...more });

describe('a channel', () => {
  it('is found by ID, name or #name, and keeps its own posts', async () => {
    const { channel } = await post('orders');
    expect(channel).toMatch(/^C[0-9A-Z]+$/);
    await post('#orders', { text: 'y' });
    await post(String(channel), { text: 'z' });
    await post('dead-letters');
    expect(slack.posts('orders').map(({ text }) => text)).toEqual(['x', 'y', 'z']);
    expect(slack.posts()).toHaveLength(4);
    expect(slack.posts('#orders')[0]).toMatchObject({ channel, channelName: 'orders' });
  });

  it('refuses posts when it is unknown, archived or without the app', async () => {
    expect(await post('nowhere')).toMatchObject({ error: 'channel_not_found' });
    expect(await post('old')).toMatchObject({ error: 'is_archived' });
    expect(await post('theirs')).toMatchObject({ error: 'not_in_channel' });
    slack.setChannel('theirs', { isMember: true });
    slack.setChannel('old', { isArchived: false });
    slack.setChannel('nowhere', {});
    for (const name of ['nowhere', 'old', 'theirs']) expect(await post(name)).toMatchObject({ ok: true });
  });
});

describe('a thread', () => {
  it('is answered with thread_ts, and in the channel too when told', async () => {
    const { ts } = await post('orders');
    const reply = await post('orders', { thread_ts: ts });
    const loud = await post('orders', { thread_ts: ts, reply_broadcast: true });
    expect(reply).toMatchObject({ ok: true, message: { thread_ts: ts } });
    expect(slack.thread(String(ts)).map((one) => one.ts)).toEqual([ts, reply['ts'], loud['ts']]);
    expect(slack.posts('orders').map(({ threadTs, isBroadcast }) => [threadTs, isBroadcast])).toEqual([
      [null, false],
      [ts, false],
      [ts, true],
    ]);
  });

  it('begins at a post of that channel, never at a reply', async () => {
    const { ts } = await post('orders');
    const reply = await post('orders', { thread_ts: ts });
    for (const [channel, thread_ts] of [
      ['orders', '1.000000'],
      ['orders', reply['ts']],
      ['dead-letters', ts],
    ] as const)
      expect(await post(channel, { thread_ts })).toEqual({ ok: false, error: 'thread_not_found' });
  });
});

describe('chat.update', () => {
  it('changes a post, keeps what it said before, and pings nobody', async () => {
    const { ts, channel } = await post('orders', { text: 'before', blocks: [{ type: 'divider' }] });
    const answer = await call('chat.update', { channel, ts, text: 'after <!channel>' });
    expect(answer).toMatchObject({ ok: true, channel, ts, text: 'after <!channel>' });
    expect(answer['message']).toMatchObject({ text: 'after <!channel>', blocks: [], edited: {} });
    await call('chat.update', { channel, ts, text: 'last' });
    const [kept] = slack.posts('orders');
    expect(kept).toMatchObject({
      text: 'last',
      blocks: [],
      pings: [],
      updatedAt: at,
      versions: [
        { text: 'before', blocks: [{ type: 'divider' }], at: at - 2000 },
        { text: 'after <!channel>', blocks: [], at: at - 1000 },
      ],
    });
    expect(slack.posts()).toHaveLength(1);
  });

  it('takes an ID, a ts that exists, and what a post may hold', async () => {
    const { ts, channel } = await post('orders');
    for (const name of ['orders', '#orders', 'C0NOWHERE'])
      expect(await call('chat.update', { channel: name, ts, text: 'y' })).toEqual({
        ok: false,
        error: 'channel_not_found',
      });
    const refusal = async (more: Json) => (await call('chat.update', { channel, ts, ...more }))['error'];
    expect(await refusal({ ts: '1.000000', text: 'y' })).toBe('message_not_found');
    expect(await refusal({ text: ' ' })).toBe('no_text');
    expect(await refusal({ text: 'x'.repeat(40_001) })).toBe('msg_too_long');
    expect(await refusal({ blocks: [{ type: 'poll' }] })).toBe('invalid_blocks');
    slack.setChannel('orders', { isArchived: true });
    expect(await refusal({ text: 'y' })).toBe('is_inactive');
    expect(slack.posts()).toMatchObject([{ text: 'x', versions: [], updatedAt: null }]);
  });
});

describe('chat.postEphemeral', () => {
  it('shows a message to one person, apart from the posts', async () => {
    const channel = slack.channelId('orders');
    const answer = await call('chat.postEphemeral', { channel, user: 'U0ADA0000', text: 'You may not.' });
    expect(slack.ephemerals()).toEqual([
      {
        ts: answer['message_ts'],
        channel,
        channelName: 'orders',
        user: 'U0ADA0000',
        text: 'You may not.',
        blocks: [],
        threadTs: null,
      },
    ]);
    expect(slack.ephemerals('ada')).toHaveLength(1);
    expect(slack.ephemerals('grace')).toHaveLength(0);
    expect(slack.posts()).toHaveLength(0);
  });

  it('takes the ID of a channel and of somebody there', async () => {
    const channel = slack.channelId('orders');
    const refusal = async (more: Json) =>
      (await call('chat.postEphemeral', { channel, user: 'U0ADA0000', text: 'x', ...more }))['error'];
    expect(await refusal({ channel: 'orders' })).toBe('channel_not_found');
    expect(await refusal({ user: 'U0NOBODY0' })).toBe('user_not_in_channel');
    expect(await refusal({ channel: slack.channelId('old') })).toBe('is_archived');
    expect(await refusal({ channel: slack.channelId('theirs') })).toBe('not_in_channel');
    expect(await refusal({ text: '' })).toBe('no_text');
    expect(slack.ephemerals()).toEqual([]);
  });
});

describe('chat.getPermalink', () => {
  it('links to a post, and to a reply within its thread', async () => {
    const { url } = await call('auth.test', {});
    const { ts, channel } = await post('orders');
    const reply = await post('orders', { thread_ts: ts });
    const link = async (message_ts: unknown) => call('chat.getPermalink', { channel, message_ts });
    const place = (one: unknown) =>
      `${String(url)}archives/${String(channel)}/p${String(one).replace('.', '')}`;
    expect(await link(ts)).toEqual({ ok: true, channel, permalink: place(ts) });
    expect((await link(reply['ts']))['permalink']).toBe(
      `${place(reply['ts'])}?thread_ts=${String(ts)}&cid=${String(channel)}`,
    );
    expect(await link('1.000000')).toMatchObject({ error: 'message_not_found' });
    expect(await call('chat.getPermalink', { channel: 'orders', message_ts: ts })).toMatchObject({
      error: 'channel_not_found',
    });
  });
});
