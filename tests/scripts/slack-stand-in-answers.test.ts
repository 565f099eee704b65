// What an app answers to a press or a command, at once or at its response_url: who sees it, and what Slack refuses.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

type Json = Record<string, unknown>;

let slack: StandInSlack;
let app: Server;
let answer: { type: string; body: string };
let responseUrl = '';
let pressed: Json = {};
let at = 0;

beforeEach(async () => {
  at = Date.now();
  answer = { type: 'text/plain', body: '' };
  app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const payload = JSON.parse(form.get('payload') ?? '{}') as Json;
      pressed = payload;
      responseUrl = form.get('response_url') ?? String(payload['response_url']);
      response.setHeader('content-type', answer.type);
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    app.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  slack = await startSlack({ now: () => at, app: { interactionsUrl: url, commandsUrl: url } });
});
afterEach(async () => {
  await slack.stop();
  app.closeAllConnections();
  app.close();
});

const button = { type: 'button', action_id: 'ack', text: { type: 'plain_text', text: 'Acknowledge' } };
const blocks = [{ type: 'actions', elements: [button] }];

async function send(url: string, body: Json): Promise<[number, Json]> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` };
  const answered = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return [answered.status, (await answered.json()) as Json];
}

async function postAndPress(): Promise<string> {
  at += 1000;
  const [, { ts }] = await send(`${slack.url}chat.postMessage`, {
    channel: slack.channel,
    text: 'x',
    blocks,
  });
  await slack.press('ada', String(ts), 'ack');
  return String(ts);
}

describe('the answer to a command', () => {
  const say = (body: Json) => {
    answer = { type: 'application/json', body: JSON.stringify(body) };
    return slack.command('grace', 'open');
  };

  it('is seen by who typed it, or by the channel when it says so', async () => {
    expect(await say({ text: 'For you' })).toMatchObject({ status: 200, faults: [] });
    await say({ response_type: 'in_channel', text: 'For all, <!here>', blocks });
    answer = { type: 'text/plain', body: 'Words' };
    await slack.command('grace', 'open');
    expect(slack.ephemerals('grace').map(({ text }) => text)).toEqual(['For you', 'Words']);
    expect(slack.ephemerals('ada')).toEqual([]);
    expect(slack.posts()).toMatchObject([{ text: 'For all, <!here>', blocks, pings: ['here'] }]);
  });

  it('is held to the rules of blocks', async () => {
    expect(await say({ text: 'x', blocks: [{ type: 'poll' }] })).toMatchObject({
      faults: ['unsupported type: poll [json-pointer:/blocks/0/type]'],
    });
    expect(await say({ text: 'x'.repeat(40_001) })).toMatchObject({ faults: ['msg_too_long'] });
    expect(await say({ response_type: 'ephemeral' })).toMatchObject({ faults: ['no_text'] });
    answer.body = '';
    expect(await slack.command('grace', 'open')).toMatchObject({ faults: [] });
    expect([slack.ephemerals(), slack.posts()]).toEqual([[], []]);
  });
});

describe('a response_url', () => {
  it('shows a message to who pressed, to the channel, or in a thread', async () => {
    const ts = await postAndPress();
    expect(await send(responseUrl, { text: 'For you' })).toEqual([200, { ok: true }]);
    await send(responseUrl, { text: 'For all', response_type: 'in_channel' });
    await send(responseUrl, { text: 'Below', response_type: 'in_channel', thread_ts: ts });
    expect(slack.ephemerals('ada')).toMatchObject([{ text: 'For you' }]);
    expect(slack.posts()).toMatchObject([
      { ts },
      { text: 'For all', threadTs: null },
      { text: 'Below', threadTs: ts },
    ]);
    expect(await send(responseUrl, { text: 'x', thread_ts: '1.0' })).toMatchObject([
      200,
      { ok: false, error: 'thread_not_found' },
    ]);
  });

  it('replaces or deletes what was pressed', async () => {
    const ts = await postAndPress();
    await send(responseUrl, { replace_original: true, text: 'Acknowledged' });
    expect(slack.posts()).toMatchObject([
      { ts, text: 'Acknowledged', blocks: [], versions: [{ text: 'x', blocks }] },
    ]);
    await send(responseUrl, { delete_original: true });
    expect(slack.posts()).toEqual([]);
  });

  it('replaces and deletes what one person alone sees, of which the app got no copy', async () => {
    const channel = slack.channelId('dead-letters');
    const shown = { channel, user: 'U0ADA0000', text: 'Sure?', blocks };
    const [, { message_ts }] = await send(`${slack.url}chat.postEphemeral`, shown);
    await slack.press('ada', String(message_ts), 'ack');
    expect(pressed).toMatchObject({ container: { message_ts, is_ephemeral: true } });
    expect(pressed).not.toHaveProperty('message');
    await send(responseUrl, { replace_original: true, text: 'Done' });
    expect(slack.ephemerals()).toMatchObject([{ ts: message_ts, text: 'Done', blocks: [] }]);
    await send(responseUrl, { delete_original: true });
    expect(slack.ephemerals()).toEqual([]);
  });

  it('takes five answers within half an hour, each by the rules of blocks', async () => {
    await postAndPress();
    expect(await send(responseUrl, { blocks: [{ type: 'poll' }] })).toMatchObject([
      200,
      { ok: false, error: 'invalid_blocks' },
    ]);
    for (let use = 0; use < 4; use += 1)
      expect(await send(responseUrl, { text: 'x' })).toMatchObject([200, {}]);
    expect(await send(responseUrl, { text: 'x' })).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(slack.ephemerals()).toHaveLength(4);
    await postAndPress();
    at += 30 * 60_000;
    expect(await send(responseUrl, { text: 'x' })).toEqual([200, { ok: true }]);
    at += 1;
    expect(await send(responseUrl, { text: 'x' })).toEqual([404, { ok: false, error: 'expired_url' }]);
    expect(await send(`${responseUrl}0`, { text: 'x' })).toMatchObject([404, { ok: false }]);
  });
});
