// A stand-in for Slack: auth.test and chat.postMessage over HTTP, as strict as Slack documents them, and a page that shows the channel.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readArguments } from './slack-arguments.ts';
import { callMethod, limit, type Answer } from './slack-methods.ts';
import { renderChannel, renderPage } from './slack-page.ts';
import { makeTroubleMaker, type Chaos, type Trouble } from './slack-trouble-maker.ts';
import { makeWorkspace, type Post } from './slack-workspace.ts';

export type StandInSlack = {
  /** For SLACK_API_URL. */
  url: string;
  /** The page that shows the channel. */
  pageUrl: string;
  token: string;
  /** The channel's name with its #, for SLACK_CHANNEL. */
  channel: string;
  /** What stands in the channel, oldest first. */
  posts(): Post[];
  /** The next posts meet these troubles, in this order. */
  meet(...troubles: Trouble[]): void;
  stop(): Promise<void>;
};

export type StandInOptions = {
  /** 0 takes any free one. */
  port?: number;
  token?: string;
  channel?: string;
  /** How often things go wrong by themselves; nothing does by default. */
  chaos?: Chaos;
};

/** Starts on the loopback interface. Rejects with EADDRINUSE when the port is taken. */
export async function startSlack(options: StandInOptions = {}): Promise<StandInSlack> {
  const token = options.token ?? 'xoxb-stand-in';
  const workspace = makeWorkspace({ token, channel: options.channel ?? 'dead-letters' });
  const troubleMaker = makeTroubleMaker(options.chaos ?? {});
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error('The stand-in Slack stumbled:', error);
      response.destroy();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    if (!isLocal(request))
      return send(response, { status: 403, body: { ok: false, error: 'accesslimited' } });
    if (url.pathname.startsWith('/api/')) return serveMethod(request, response, url.pathname.slice(5));
    if (url.pathname === '/') return sendHtml(response, renderPage(workspace));
    if (url.pathname === '/channel') return sendHtml(response, renderChannel(workspace));
    send(response, { status: 404, body: { ok: false, error: 'not_found' } });
  }

  async function serveMethod(request: IncomingMessage, response: ServerResponse, method: string) {
    const args = await readArguments(request);
    const trouble = method === 'chat.postMessage' ? troubleMaker.next() : null;
    if (trouble === 'reset') return void request.socket.destroy();
    if (trouble === 'failing')
      return send(response, { status: 500, body: { ok: false, error: 'fatal_error' } });
    if (trouble === 'unavailable') return send(response, { status: 503, body: 'upstream connect error' });
    if (trouble === 'limited') return send(response, limit(workspace, 2));
    const answer = callMethod(workspace, method, args, { isAnswerLost: trouble === 'lost' });
    if (trouble === 'lost') return void request.socket.destroy();
    if (trouble === 'slow') await new Promise((resolve) => setTimeout(resolve, troubleMaker.slowMs));
    send(response, answer);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/api/`,
    pageUrl: `${origin}/`,
    token,
    channel: `#${workspace.channel.name}`,
    posts: () => [...workspace.posts],
    meet: (...troubles) => troubleMaker.queue(troubles),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page elsewhere could reach a loopback port through a name of its own (DNS rebinding). */
function isLocal(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}

function sendHtml(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(html);
}
