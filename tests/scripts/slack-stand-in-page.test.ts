// The stand-in Slack's page shows channels without obeying them, and lets people press and type.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';

type Json = Record<string, unknown>;

let slack: StandInSlack;
let app: Server;
let asked: URLSearchParams[] = [];
let at = 0;

beforeEach(async () => {
  at = Date.now();
  asked = [];
  app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(new URLSearchParams(body));
      response.end(request.url === '/command' ? 'Three groups are open' : '');
    });
  });
  await new Promise<void>((resolve) => {
    app.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  slack = await startSlack({
    now: () => at,
    channels: ['orders', { name: 'old', isArchived: true }],
    app: { interactionsUrl: `${url}/press`, commandsUrl: `${url}/command` },
  });
});
afterEach(async () => {
  await slack.stop();
  app.closeAllConnections();
  app.close();
});

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });

async function call(method: string, body: Json): Promise<Json> {
  at += 1000;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` };
  const answer = await fetch(slack.url + method, { method: 'POST', headers, body: JSON.stringify(body) });
  const read = (await answer.json()) as Json;
  expect(read).toMatchObject({ ok: true });
  return read;
}

const post = (more: Json) => call('chat.postMessage', { channel: slack.channel, ...more });
const page = async (query = '') => (await fetch(slack.pageUrl + query)).text();

async function show(more: Json): Promise<string> {
  await post(more);
  return page();
}

describe('the page', () => {
  it('shows mrkdwn: bold, code, links, dates, and struck text with all that it holds', async () => {
    const text =
      '*bold* `a &lt;b&gt;` <https://example.com/?a=1&amp;b=2|a link> <!date^0^{date_num}|1970-01-01> ~*3* in <https://example.com/|x>~';
    const html = await show({ blocks: [{ type: 'section', text: mrkdwn(text) }] });
    const link = (href: string, label: string) =>
      `<a href="${href}" target="_blank" rel="noopener noreferrer">${label}</a>`;
    expect(html).toContain('<b>bold</b> <code>a &lt;b&gt;</code>');
    expect(html).toContain(link('https://example.com/?a=1&amp;b=2', 'a link'));
    expect(html).toContain('<time datetime="1970-01-01T00:00:00.000Z" title="1970-01-01">');
    expect(await show({ text: '`held` \uE0000\uE001' })).toContain('<code>held</code> \uFFFD0\uFFFD');
    expect(html).toContain(`<s><b>3</b> in ${link('https://example.com/', 'x')}</s>`);
  });

  it('obeys nothing that came from outside', async () => {
    const hostile =
      '<script>alert(1)</script> <javascript:alert(1)|x> "><img src=x onerror=alert(1)> \uE0000\uE001 ```</pre><b>```';
    const [title, words] = [plain(hostile.slice(0, 74)), mrkdwn(hostile)];
    const confirm = { title, text: words, confirm: plain('<b>ok'), deny: plain('"no') };
    const options = [{ text: plain('<img src=x>'), value: '"><img src=y>' }];
    const html = await show({
      text: hostile,
      blocks: [
        { type: 'section', text: words },
        { type: 'header', text: plain('<img src=x>') },
        {
          type: 'actions',
          block_id: '"><b>',
          elements: [
            { type: 'button', text: title, action_id: '"><b>', value: '"><b>', confirm },
            { type: 'static_select', placeholder: plain('"><b>'), options, action_id: "'><b>" },
            { type: 'overflow', options: [...options, ...options], action_id: 'x' },
          ],
        },
      ],
    });
    const posted = html.slice(html.indexOf('<article'), html.indexOf('</article>'));
    expect(posted).not.toMatch(/<(script|img|iframe)|<b>(?!LetterThief)/);
    expect(posted).not.toContain('href="javascript');
    expect(posted.match(/data-confirm="([^"]*)"/)?.[1]).toContain('&amp;lt;script&amp;gt;');
  });

  it('shows who was pinged, and people by name', async () => {
    expect(await show({ text: 'Look <!channel>' })).toContain('This post pinged @channel.');
    expect(await show({ text: 'By <@U0ADA0000>' })).toContain('By <mark>@ada</mark>');
  });

  it('folds a thread under its post, and shows what was edited or is for one alone', async () => {
    const { ts, channel } = await post({ text: 'Top' });
    for (const text of ['one', 'two']) await post({ text, thread_ts: ts });
    await post({ text: 'three', thread_ts: ts, reply_broadcast: true });
    expect(await page()).not.toContain('(edited)');
    await call('chat.update', { channel, ts, text: 'Top, again' });
    await call('chat.postEphemeral', { channel, user: 'U0GRACE00', text: 'Psst' });
    const html = await page();
    expect(html).toMatch(/<details class="thread"[^>]*><summary>3 replies<\/summary>[^]*one[^]*two[^]*three/);
    expect(html.match(/<article/g)).toHaveLength(3);
    expect(html.match(/\(edited\)/g)).toHaveLength(1);
    expect(html).toContain('Only visible to @grace</p><div class="section"><div>Psst');
  });

  it('links to the other channels, and shows each alone', async () => {
    await post({ text: 'In dead letters' });
    await call('chat.postMessage', { channel: 'orders', text: 'In orders' });
    const first = await page();
    expect(first).toMatch(/<p class="channel on" aria-current="page"><span>#<\/span>dead-letters/);
    expect(first).toContain('<a class="channel" href="/?channel=orders">');
    expect(first).toContain('<small>archived</small>');
    expect(await page('?channel=orders')).toContain('In orders');
    for (const html of [await page('?channel=orders'), await page('channel?channel=orders')])
      expect(html).not.toContain('In dead letters');
  });

  it('has a button without an address as a button, one with it as a link, and a script that parses', async () => {
    const text = plain('Open');
    const elements = [
      { type: 'button', text, action_id: 'a' },
      { type: 'button', text, action_id: 'b', url: 'https://example.com/' },
    ];
    const html = await show({ blocks: [{ type: 'actions', elements }] });
    expect(html).toMatch(/<button type="button" class="button" [^>]*data-action="a">Open<\/button>/);
    expect(html).toMatch(/<a href="https:\/\/example.com\/"[^>]* class="button">Open<\/a>/);
    const script = /<script>([^]*)<\/script>/.exec(html)?.[1] ?? '!';
    expect(() => new Script(script)).not.toThrow();
    const policy = (await fetch(slack.pageUrl)).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none';.* connect-src 'self'; form-action 'none'/);
  });
});

describe('on the page', () => {
  async function act(path: string, body: Json, headers: Record<string, string> = {}) {
    const { origin } = new URL(slack.pageUrl);
    const given = { 'content-type': 'application/json', origin, ...headers };
    const sent = { method: 'POST', headers: given, body: JSON.stringify({ user: 'U0ADA0000', ...body }) };
    const answer = await fetch(slack.pageUrl + path, sent);
    return [answer.status, await answer.json()];
  }

  it('people press and type, and are told what went wrong', async () => {
    const button = { type: 'button', text: plain('Acknowledge'), action_id: 'ack', value: 'v' };
    const { ts } = await post({ blocks: [{ type: 'actions', elements: [button] }] });
    const channel = 'dead-letters';
    expect(await act('press', { ts, action: 'ack', channel })).toEqual([200, { ok: true, words: '' }]);
    expect(asked[0]?.get('payload')).toContain('"name":"ada"');
    expect(await act('command', { text: '/letterthief open orders', channel })).toMatchObject([
      200,
      { ok: true },
    ]);
    expect([asked[1]?.get('command'), asked[1]?.get('text')]).toEqual(['/letterthief', 'open orders']);
    expect(await page()).toContain('Three groups are open');
    const words = async (path: string, body: Json) => ((await act(path, body))[1] as Json)['words'];
    expect(await words('press', { ts, action: 'gone', channel })).toContain('nothing to press');
    expect(await words('command', { text: 'hello', channel })).toContain('Only commands');
    slack.setApp({ interactionsUrl: 'http://127.0.0.1:1/' });
    expect(await words('press', { ts, action: 'ack', channel })).toContain('operation_timeout');
  });

  it('nobody else’s page does: the Origin must be its own, and the body JSON', async () => {
    for (const path of ['press', 'command']) {
      for (const foreign of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'content-type': 'text/plain' },
      ])
        expect((await act(path, { text: '/letterthief' }, foreign))[0]).toBe(403);
    }
    expect((await fetch(`${slack.pageUrl}press`, { method: 'POST', body: '{}' })).status).toBe(403);
    expect(asked).toEqual([]);
  });
});
