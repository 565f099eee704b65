// What goes wrong at the stand-in Slack: one call at a time, by chance, or all of them until it is repaired.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

let slack: StandInSlack;
let at = 0;

beforeEach(async () => {
  at = Date.now();
  slack = await startSlack({ now: () => at, chaos: { slowMs: 60 } });
});
afterEach(() => slack.stop());

type Json = Record<string, unknown>;

function ask(method: string, body: Json = {}, signal?: AbortSignal): Promise<Response> {
  at += 1000;
  return fetch(slack.url + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

const post = (signal?: AbortSignal) => ask('chat.postMessage', { channel: slack.channel, text: 'x' }, signal);

describe('the next call', () => {
  it('is kept while its answer is lost, of a post as of an update', async () => {
    slack.meet('lost');
    await expect(post()).rejects.toThrow();
    expect(slack.posts()).toMatchObject([{ text: 'x', isAnswerLost: true }]);
    const [kept] = slack.posts();
    slack.meetAt('chat.update', 'lost');
    await expect(ask('chat.update', { channel: kept?.channel, ts: kept?.ts, text: 'y' })).rejects.toThrow();
    expect(slack.posts()).toMatchObject([{ text: 'y' }]);
  });

  it('keeps nothing when it is cut, fails or meets a proxy', async () => {
    slack.meet('reset', 'failing', 'unavailable', 'html');
    await expect(post()).rejects.toThrow();
    expect((await post()).status).toBe(500);
    expect((await post()).status).toBe(503);
    const html = await post();
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await html.text()).toContain('<!doctype html>');
    expect(slack.posts()).toHaveLength(0);
  });

  it('is told to wait, by the status or in the body', async () => {
    slack.meet('limited', 'ratelimited_body');
    const limited = await post();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    const inBody = await post();
    expect([inBody.status, await inBody.json()]).toEqual([200, { ok: false, error: 'ratelimited' }]);
    expect(slack.limitedCalls()).toBe(2);
    expect(slack.posts()).toHaveLength(0);
  });

  it('is never answered, and nothing is kept, until the caller hangs up', async () => {
    slack.meet('timeout');
    await expect(post(AbortSignal.timeout(200))).rejects.toThrow(/timeout/);
    expect(slack.posts()).toHaveLength(0);
    expect((await post()).status).toBe(200);
  });

  it('is answered late', async () => {
    slack.meet('slow');
    const startedAt = performance.now();
    await post();
    expect(performance.now() - startedAt).toBeGreaterThan(50);
  });

  it('meets what is meant for its method, in order', async () => {
    slack.meetAt('auth.test', 'failing');
    slack.meetAt('chat.postEphemeral', 'unavailable', 'none');
    slack.meetAt('chat.getPermalink', 'html');
    expect((await post()).status).toBe(200);
    expect((await ask('auth.test')).status).toBe(500);
    expect((await ask('auth.test')).status).toBe(200);
    expect((await ask('chat.postEphemeral')).status).toBe(503);
    expect((await ask('chat.postEphemeral')).status).toBe(200);
    expect(await (await ask('chat.getPermalink')).text()).toContain('<!doctype html>');
  });
});

describe('trouble by chance', () => {
  it('comes to every method of chat.*', async () => {
    const troubled = await startSlack({ chaos: { failing: 0.5, limited: 0.5, random: () => 0.6 } });
    const statusOf = async (method: string) =>
      (await fetch(troubled.url + method, { method: 'POST' })).status;
    expect(await Promise.all(['chat.postMessage', 'chat.update', 'auth.test'].map(statusOf))).toEqual([
      429, 429, 200,
    ]);
    await troubled.stop();
  });
});

describe('an outage', () => {
  it('is met by every call until it ends', async () => {
    slack.meet('unavailable');
    slack.breakDown('failing');
    for (const method of ['auth.test', 'chat.postMessage', 'chat.update'])
      expect((await ask(method)).status).toBe(500);
    for (const error of ['invalid_auth', 'token_revoked'] as const) {
      slack.breakDown(error);
      expect(await (await ask('auth.test')).json()).toEqual({ ok: false, error });
      expect(await (await post()).json()).toEqual({ ok: false, error });
    }
    slack.breakDown('reset');
    await expect(ask('auth.test')).rejects.toThrow();
    slack.breakDown(null);
    expect(await (await ask('auth.test')).json()).toMatchObject({ ok: true });
    expect((await post()).status).toBe(503);
    expect((await post()).status).toBe(200);
  });
});
