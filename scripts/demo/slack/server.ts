// The stand-in Slack over HTTP: its API, the addresses for later answers, and its page.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { limit, limitInBody, refuse, type Answer } from './answers.ts';
import { readArguments } from './arguments.ts';
import { callMethod } from './methods.ts';
import { answerPage, isOwnPage } from './page-acts.ts';
import { renderChannel, renderPage } from './page.ts';
import type { People } from './people.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Outage, Trouble, TroubleMaker } from './trouble-maker.ts';
import type { Workspace } from './workspace.ts';

export type Serving = {
  workspace: Workspace;
  troubleMaker: TroubleMaker;
  responseUrls: ResponseUrls;
  people: People;
  /** How often each method was called. */
  calls: Map<string, number>;
};

export function makeSlackServer(serving: Serving): Server {
  return createServer((request, response) => {
    serve(serving, request, response).catch((error: unknown) => {
      console.error('The stand-in Slack stumbled:', error);
      response.destroy();
    });
  });
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { workspace, people, responseUrls } = serving;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  if (!isLocal(request)) return send(response, { ...refuse('accesslimited'), status: 403 });
  if (pathname.startsWith('/api/')) return serveMethod(serving, request, response, pathname.slice(5));
  if (request.method === 'POST' && pathname.startsWith('/actions/')) {
    const { values, error } = await readArguments(request);
    return send(response, error === null ? responseUrls.answer(pathname, values) : refuse(error));
  }
  if (request.method === 'POST' && (pathname === '/press' || pathname === '/command')) {
    if (!isOwnPage(request)) return send(response, { ...refuse('accesslimited'), status: 403 });
    return send(response, await answerPage(people, pathname, (await readArguments(request)).values));
  }
  const channel = searchParams.get('channel');
  if (pathname === '/') return sendHtml(response, renderPage(workspace, channel));
  if (pathname === '/channel') return sendHtml(response, renderChannel(workspace, channel));
  send(response, { ...refuse('not_found'), status: 404 });
}

async function serveMethod(
  { workspace, troubleMaker, calls }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
): Promise<void> {
  const args = await readArguments(request);
  calls.set(method, (calls.get(method) ?? 0) + 1);
  const trouble = troubleMaker.next(method);
  if (trouble === 'timeout') return;
  if (trouble === 'reset') return void request.socket.destroy();
  const troubled = answerTroubled(workspace, method, trouble);
  if (troubled !== null) return send(response, troubled);
  const answer = callMethod(workspace, method, args, { isAnswerLost: trouble === 'lost' });
  if (trouble === 'lost') return void request.socket.destroy();
  if (trouble === 'slow') await new Promise((resolve) => setTimeout(resolve, troubleMaker.slowMs));
  send(response, answer);
}

/** The answer of a trouble in which nothing is kept. */
function answerTroubled(
  workspace: Workspace,
  method: string,
  trouble: Trouble | Outage | null,
): Answer | null {
  switch (trouble) {
    case 'failing':
      return { ...refuse('fatal_error'), status: 500 };
    case 'unavailable':
      return { status: 503, body: 'upstream connect error' };
    case 'limited':
      return limit(workspace, method, 2);
    case 'ratelimited_body':
      return limitInBody(workspace);
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: proxyPage };
    case 'invalid_auth':
    case 'token_revoked':
      return refuse(trouble);
    default:
      return null;
  }
}

const proxyPage =
  '<!doctype html><title>Sign in to the network</title><p>This proxy asks you to sign in.</p>';

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
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(html);
}
