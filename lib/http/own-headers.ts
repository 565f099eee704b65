// What every answer bears, and what the pages may believe of a request: written by scripts/web.ts before Next sees it.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Next takes the nonce of its own scripts from the policy that stands in the request. */
export function writeOwnHeaders(request: IncomingMessage, response: ServerResponse, isDev: boolean): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, isDev);
  // Written over whatever was sent.
  request.headers['x-nonce'] = nonce;
  request.headers['content-security-policy'] = policy;
  request.headers['x-letterthief-path'] = request.url ?? '/';
  request.headers['x-letterthief-peer'] = plainAddress(request.socket.remoteAddress ?? '');
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
}

/** No script but ours runs, nothing is loaded from elsewhere, nobody frames us. Styles may be inline: notices and dialogs write some. */
function contentSecurityPolicy(nonce: string, isDev: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDev ? ' ws:' : ''}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** An IPv4 address that came over an IPv6 socket is that IPv4 address. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
