// How fast the stand-in Slack may be called: per channel, per workspace and per method, on a clock of the tests.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

let slack: StandInSlack;
let at = 0;

beforeEach(async () => {
  at = Date.now();
  slack = await startSlack({ now: () => at, channels: ['orders'], workspacePostsPerMinute: 4 });
});
afterEach(() => slack.stop());

type Json = Record<string, unknown>;

function ask(method: string, body: Json): Promise<Response> {
  return fetch(slack.url + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` },
    body: JSON.stringify(body),
  });
}

/** "ok", or what a call that came too early is told. */
async function outcome(method: string, body: Json): Promise<unknown> {
  const answer = await ask(method, body);
  const { ok, error } = (await answer.json()) as Json;
  return ok === true ? 'ok' : [answer.status, error, answer.headers.get('retry-after')];
}

const post = (channel: string, more: Json = {}) =>
  outcome('chat.postMessage', { channel, text: 'x', ...more });
const tooEarly = (seconds: number) => [429, 'ratelimited', String(seconds)];

describe('chat.postMessage', () => {
  it('takes one post a second and channel; a reply counts', async () => {
    expect(await post('orders')).toBe('ok');
    at += 999;
    expect(await post('orders', { thread_ts: slack.posts()[0]?.ts })).toEqual(tooEarly(1));
    expect(await post('dead-letters')).toBe('ok');
    at += 1;
    expect(await post('orders', { thread_ts: slack.posts()[0]?.ts })).toBe('ok');
    expect(await post('orders')).toEqual(tooEarly(1));
    expect(slack.posts()).toHaveLength(3);
    expect(slack.limitedCalls()).toBe(2);
  });

  it('takes so many in a minute in all', async () => {
    for (const channel of ['orders', 'dead-letters', 'orders', 'dead-letters']) {
      expect(await post(channel)).toBe('ok');
      at += 1000;
    }
    expect(await post('orders')).toEqual(tooEarly(56));
    at += 55_999;
    expect(await post('orders')).toEqual(tooEarly(1));
    at += 1;
    expect(await post('orders')).toBe('ok');
    expect(await post('dead-letters')).toEqual(tooEarly(1));
  });

  it('takes 300 in a minute in all when nothing else is said', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `many-${index}`);
    const large = await startSlack({ now: () => at, channels: names });
    const outcomes = await Promise.all(
      [...names, 'dead-letters'].map(async (channel) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${large.token}` };
        const body = JSON.stringify({ channel, text: 'x' });
        return (await fetch(`${large.url}chat.postMessage`, { method: 'POST', headers, body })).status;
      }),
    );
    expect(outcomes.filter((status) => status === 200)).toHaveLength(300);
    expect(large.limitedCalls()).toBe(1);
    await large.stop();
  });
});

describe('the tiers', () => {
  it('take 50 updates a minute', async () => {
    await post('orders');
    const [kept] = slack.posts();
    const update = () => outcome('chat.update', { channel: kept?.channel, ts: kept?.ts, text: 'y' });
    for (let call = 0; call < 50; call += 1) expect(await update()).toBe('ok');
    at += 30_000;
    expect(await update()).toEqual(tooEarly(30));
    at += 30_000;
    expect(await update()).toBe('ok');
    expect(slack.limitedCalls()).toBe(1);
  });

  it('take 100 messages to single people a minute', async () => {
    const channel = slack.channelId('orders');
    const show = () => outcome('chat.postEphemeral', { channel, user: 'U0ADA0000', text: 'x' });
    for (let call = 0; call < 100; call += 1) expect(await show()).toBe('ok');
    expect(await show()).toEqual(tooEarly(60));
    expect(slack.ephemerals()).toHaveLength(100);
  });
});

describe('a limit', () => {
  it('is said with HTTP 200 where a method is told to', async () => {
    slack.limitInBody('chat.postMessage');
    expect(await post('orders')).toBe('ok');
    expect(await post('orders')).toEqual([200, 'ratelimited', null]);
    slack.limitInBody('chat.postMessage', false);
    expect(await post('orders')).toEqual(tooEarly(1));
    expect(slack.limitedCalls()).toBe(2);
  });
});

describe('what is measured', () => {
  it('is the most posts kept within a second in one channel, and the calls of each method', async () => {
    expect(slack.maxPostsPerSecondPerChannel()).toBe(0);
    for (const channel of ['orders', 'dead-letters', 'orders']) await post(channel);
    expect(slack.maxPostsPerSecondPerChannel()).toBe(1);
    await ask('auth.test', {});
    expect(slack.callsByMethod()).toEqual({ 'chat.postMessage': 3, 'auth.test': 1 });
  });

  it('would be told of a burst', async () => {
    const { makePace } = await import('#scripts/demo/slack/pace.ts');
    const pace = makePace({ now: () => at, postsPerMinute: 300 });
    for (const [wait, channel] of [
      [0, 'a'],
      [500, 'a'],
      [499, 'a'],
      [0, 'b'],
      [1000, 'a'],
    ] as const) {
      at += wait;
      pace.notePost(channel);
    }
    expect(pace.maxPostsPerSecondPerChannel()).toBe(3);
  });
});
