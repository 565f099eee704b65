// People of the stand-in Slack press and type: what reaches the app is signed and shaped as Slack's own.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { signSlack } from '#scripts/demo/slack/signature.ts';

type Json = Record<string, unknown>;

let slack: StandInSlack;
let app: Server;
let answer: (response: ServerResponse) => void;
let asked: { headers: IncomingHttpHeaders; body: string }[] = [];

const secret = 'stand-in-8f742231b10e8888abcd99yyyzzz85a5';

beforeEach(async () => {
  asked = [];
  answer = (response) => response.end();
  app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => {
    app.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  slack = await startSlack({
    channels: ['orders'],
    answerWithinMs: 250,
    users: [{ id: 'U0LIN0000', name: 'lin' }],
  });
  slack.setApp({ interactionsUrl: `${url}/press`, commandsUrl: `${url}/command`, signingSecret: secret });
});
afterEach(async () => {
  await slack.stop();
  app.closeAllConnections();
  app.close();
});

const plain = (text: string) => ({ type: 'plain_text', text });
const options = [
  { text: plain('An hour'), value: '1h' },
  { text: plain('A day'), value: '1d' },
];
const elements = [
  { type: 'button', action_id: 'ack', text: plain('Acknowledge'), value: 'group-1', style: 'primary' },
  { type: 'static_select', action_id: 'snooze', placeholder: plain('Snooze'), options },
  { type: 'overflow', action_id: 'more', options },
];
const blocks = [{ type: 'actions', block_id: 'doors', elements }];

async function post(): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` };
  const body = JSON.stringify({ channel: 'orders', text: '3 letters', blocks });
  const answered = await fetch(`${slack.url}chat.postMessage`, { method: 'POST', headers, body });
  return String(((await answered.json()) as Json)['ts']);
}

function lastPayload(): Json {
  return JSON.parse(new URLSearchParams(asked.at(-1)?.body).get('payload') ?? 'null') as Json;
}

describe('a press', () => {
  it('reaches the app as block_actions, with the message as it is shown', async () => {
    const ts = await post();
    expect(await slack.press('lin', ts, 'ack')).toMatchObject({ status: 200, body: '', isInTime: true });
    const channel = slack.channelId('orders');
    expect(asked[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(lastPayload()).toEqual({
      type: 'block_actions',
      user: { id: 'U0LIN0000', username: 'lin', name: 'lin', team_id: 'T0STANDIN' },
      api_app_id: 'A0THIEF00',
      token: expect.any(String),
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
      team: { id: 'T0STANDIN', domain: 'stand-in' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: channel, name: 'orders' },
      message: expect.objectContaining({ ts, text: '3 letters', blocks }),
      state: { values: {} },
      response_url: expect.stringContaining(new URL('/actions/', slack.url).href),
      actions: [
        {
          action_id: 'ack',
          block_id: 'doors',
          text: plain('Acknowledge'),
          value: 'group-1',
          style: 'primary',
          type: 'button',
          action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
        },
      ],
    });
  });

  it('chooses of a menu by value', async () => {
    const ts = await post();
    await slack.press('U0LIN0000', ts, 'snooze', { value: '1d', channel: 'orders' });
    const chosen = { type: 'static_select', selected_option: options[1] };
    expect(lastPayload()).toMatchObject({
      actions: [{ action_id: 'snooze', ...chosen }],
      state: { values: { doors: { snooze: chosen } } },
    });
    await slack.press('lin', ts, 'more', { value: '1h' });
    expect(lastPayload()).toMatchObject({ actions: [{ type: 'overflow', selected_option: options[0] }] });
    await expect(slack.press('lin', ts, 'more', { value: '1y' })).rejects.toThrow('no option');
  });

  it('is signed over the time and the raw body', async () => {
    await slack.press('lin', await post(), 'ack');
    const { headers, body } = asked[0] ?? { headers: {}, body: '' };
    const timestamp = String(headers['x-slack-request-timestamp']);
    const hex = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${hex}`);
    expect(signSlack(secret, body, timestamp)).toBe(`v0=${hex}`);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
  });

  it('is given up when the app is late, or nothing listens', async () => {
    const ts = await post();
    answer = () => {};
    const late = await slack.press('lin', ts, 'ack');
    expect(late).toMatchObject({ status: null, isInTime: false });
    expect(late.ms).toBeGreaterThanOrEqual(240);
    answer = (response) => response.writeHead(401).end('who?');
    expect(await slack.press('lin', ts, 'ack')).toMatchObject({ status: 401, body: 'who?', isInTime: true });
    slack.setApp({ interactionsUrl: 'http://127.0.0.1:1/' });
    expect(await slack.press('lin', ts, 'ack')).toMatchObject({ status: null, isInTime: false });
  });

  it('needs a person, a message, something to press and an app', async () => {
    const ts = await post();
    await expect(slack.press('ada', ts, 'ack')).rejects.toThrow('nobody called ada');
    await expect(slack.press('lin', '1.000000', 'ack')).rejects.toThrow('no message');
    await expect(slack.press('lin', ts, 'ack', { channel: 'dead-letters' })).rejects.toThrow('no message');
    await expect(slack.press('lin', ts, 'gone')).rejects.toThrow('nothing to press called gone');
    slack.setApp({ interactionsUrl: null });
    await expect(slack.press('lin', ts, 'ack')).rejects.toThrow('setApp');
    expect(asked).toEqual([]);
  });
});

describe('a command', () => {
  it('reaches the app as Slack’s form, signed', async () => {
    await slack.command('lin', 'open orders', { channel: '#orders' });
    const { headers, body } = asked[0] ?? { headers: {}, body: '' };
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      token: expect.any(String),
      team_id: 'T0STANDIN',
      team_domain: 'stand-in',
      channel_id: slack.channelId('orders'),
      channel_name: 'orders',
      user_id: 'U0LIN0000',
      user_name: 'lin',
      command: '/letterthief',
      text: 'open orders',
      api_app_id: 'A0THIEF00',
      is_enterprise_install: 'false',
      response_url: expect.stringContaining('/actions/'),
      trigger_id: expect.any(String),
    });
    const timestamp = String(headers['x-slack-request-timestamp']);
    expect(headers['x-slack-signature']).toBe(signSlack(secret, body, timestamp));
  });
});
