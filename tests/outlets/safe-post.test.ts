// A POST to a URL that somebody typed, against real servers: it reaches none that it may not, and always comes back.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { safePost, type SafePostOptions } from '#lib/outlets/safe-post.ts';
import { startReceiver, type Receiver } from './receivers.ts';

const post = { headers: {}, body: '{"a":1}' };
const started: Receiver[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

async function start(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...given);
  started.push(receiver);
  return receiver;
}

function send(url: string, options: Partial<SafePostOptions> = {}) {
  return safePost(url, post, { allowed: ['127.0.0.1/32'], ...options });
}

describe('a post within the network', () => {
  it('reaches an address that is allowed, once, with its body', async () => {
    const receiver = await start((response) => response.writeHead(202).end('ok'));
    expect(await send(receiver.url)).toMatchObject({ kind: 'answered', status: 202, body: 'ok' });
    expect(receiver.posts).toMatchObject([
      { method: 'POST', body: '{"a":1}', path: '/hook/path-secret?sig=query-secret' },
    ]);
  });

  it.each([
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '127.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    'localhost',
    '①②⑦.0.0.1',
  ])('is refused for good and connects to nothing, spelled %s', async (host) => {
    const receiver = await start();
    const result = await send(`http://${host}:${receiver.port}/`, { allowed: [] });
    expect(result).toMatchObject({ kind: 'unsent', isPermanent: true });
    expect(receiver.connections()).toBe(0);
  });

  it('is refused when one of a name’s addresses is closed, though another is open', async () => {
    const receiver = await start();
    const resolve = async () => ['127.0.0.1', '127.0.0.2'];
    const result = await send(`http://mixed.example:${receiver.port}/`, { resolve });
    expect(result).toMatchObject({ kind: 'unsent', isPermanent: true });
    expect(receiver.connections()).toBe(0);
  });

  it('is refused when DNS changes from an open address to a closed one, and connects to what was checked', async () => {
    const open = await start();
    const closed = await start(undefined, '127.0.0.2');
    const answers = [['127.0.0.1'], ['127.0.0.2']];
    let asked = 0;
    const resolve = async () => answers[Math.min(asked++, 1)] ?? [];
    expect(await send(`http://rebinding.example:${open.port}/`, { resolve })).toMatchObject({ status: 204 });
    expect(asked).toBe(1);
    expect(await send(`http://rebinding.example:${closed.port}/`, { resolve })).toMatchObject({
      kind: 'unsent',
      isPermanent: true,
    });
    expect(closed.connections()).toBe(0);
  });

  it('reaches a name that is allowed, wherever it leads', async () => {
    const receiver = await start();
    const resolve = async () => ['127.0.0.1'];
    const url = `http://hooks.internal:${receiver.port}/`;
    expect(await send(url, { allowed: ['hooks.internal'], resolve })).toMatchObject({ status: 204 });
    expect(await send(url, { allowed: ['other.internal'], resolve })).toMatchObject({ kind: 'unsent' });
  });

  it('is not led on by a redirect, not even to an address that is open', async () => {
    const closed = await start(undefined, '127.0.0.2');
    for (const status of [301, 302, 303, 307, 308]) {
      const open = await start((response) => response.writeHead(status, { location: closed.url }).end());
      expect(await send(open.url)).toMatchObject({
        kind: 'answered',
        status,
        movedTo: `127.0.0.2:${closed.port}`,
      });
    }
    expect(closed.connections()).toBe(0);
  });
});

describe('a URL', () => {
  it.each([
    '',
    'no url',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'http://',
    'https://user:pass@example.com/',
    'https://user@example.com/',
  ])('that is not one to post to is refused for good: %s', async (url) => {
    expect(await send(url)).toMatchObject({ kind: 'unsent', isPermanent: true });
  });

  it('is in no problem but for its host', async () => {
    const receiver = await start((_, socket) => socket.destroy());
    const { port } = receiver;
    const problems = [
      await send(receiver.url),
      await send(receiver.url, { allowed: [] }),
      await send(`https://127.0.0.1:${port}/hook/path-secret?sig=query-secret`),
      await send('https://user:path-secret@example.com/'),
    ];
    await receiver.stop();
    problems.push(await send(receiver.url));
    expect(problems.map(({ kind }) => kind)).toEqual(['lost', 'unsent', 'unsent', 'unsent', 'unsent']);
    expect(JSON.stringify(problems)).not.toMatch(/path-secret|query-secret/);
    expect(problems[0]).toMatchObject({ problem: expect.stringContaining(`127.0.0.1:${port}`) });
  });
});

describe('an answer', () => {
  it('that does not come is a lost one, a connection that is not made an unsent one', async () => {
    const silent = await start(() => {});
    expect(await send(silent.url, { timeoutMs: 150 })).toMatchObject({ kind: 'lost' });
    expect(await send('http://127.0.0.1:1/')).toMatchObject({ kind: 'unsent', isPermanent: false });
    const resolve = () => new Promise<never>(() => {});
    expect(await send('http://slow.example/', { resolve, timeoutMs: 150 })).toMatchObject({ kind: 'unsent' });
    const unknown = async () => {
      throw Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    };
    expect(await send('http://unknown.example/', { resolve: unknown })).toMatchObject({
      kind: 'unsent',
      isPermanent: false,
      problem: 'unknown.example cannot be reached (ENOTFOUND)',
    });
  });

  it('is read up to 16 KB, and no longer than the timeout', async () => {
    const endless = await start((response) => {
      response.writeHead(200);
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(1000)));
      };
      response.on('drain', write);
      write();
    });
    const much = await send(endless.url);
    expect(much).toMatchObject({ kind: 'answered', status: 200 });
    expect(much.kind === 'answered' && much.body.length).toBe(16 * 1024);
    const dripping = await start((response) => response.writeHead(429).write('slow'));
    expect(await send(dripping.url, { timeoutMs: 150 })).toMatchObject({ status: 429, body: 'slow' });
  });

  it('that is no HTTP, or an upgrade, is a lost one', async () => {
    for (const bytes of [
      'SSH-2.0-x\r\n',
      'HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      '',
    ]) {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.end(bytes);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const { port } = server.address() as AddressInfo;
      expect(await send(`http://127.0.0.1:${port}/`, { timeoutMs: 2000 })).toMatchObject({ kind: 'lost' });
      server.close();
    }
  });
});
