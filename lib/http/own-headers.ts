// What every answer bears, and what the pages may believe of a request: written by scripts/web.ts before Next sees it.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Config } from '#lib/config.ts';

type Given = { isDev: boolean } & Pick<Config, 'proxy' | 'publicUrl'>;

/** Next takes the nonce of its own scripts from the policy that stands in the request. */
export function makeOwnHeaders({
  isDev,
  proxy,
  publicUrl,
}: Given): (request: IncomingMessage, response: ServerResponse) => void {
  const trusted = new BlockList();
  for (const one of proxy?.addresses ?? []) {
    const [address = '', bits] = one.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    trusted.addSubnet(address, Number(bits ?? (kind === 'ipv6' ? 128 : 32)), kind);
  }
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return (request, response) => {
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce, isDev);
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const { headers } = request;
    const sent = (name: string | undefined) => (name && isTrusted(peer) ? String(headers[name] ?? '') : '');
    const [user, groups] = [sent(proxy?.userHeader), sent(proxy?.groupsHeader)];
    // Written over whatever was sent: nobody says these of themselves.
    const own = {
      'x-nonce': nonce,
      'content-security-policy': policy,
      'x-letterthief-path': request.url ?? '/',
      'x-letterthief-peer': isTrusted(peer)
        ? (clientOf(headers['x-forwarded-for'], isTrusted) ?? peer)
        : peer,
      'x-letterthief-user': user,
      'x-letterthief-groups': groups,
    };
    for (const name of Object.keys(headers)) if (name.startsWith('x-letterthief-')) delete headers[name];
    for (const [name, value] of Object.entries(own)) if (value !== '') headers[name] = value;
    for (const [name, value] of Object.entries(answered)) response.setHeader(name, value);
    response.setHeader('content-security-policy', policy);
    if (publicUrl.startsWith('https:'))
      response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
  };
}

const answered = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** No script but ours runs, nothing is loaded from elsewhere, nobody frames us. Styles may be inline: notices and dialogs write some. */
function contentSecurityPolicy(nonce: string, isDev: boolean): string {
  return [
    "default-src 'none'",
    "object-src 'none'",
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

/** The last address before our own proxies: what stands before it anybody could have written. */
function clientOf(
  forwarded: string | string[] | undefined,
  isTrusted: (address: string) => boolean,
): string | null {
  const way = String(forwarded ?? '')
    .split(',')
    .map((one) => plainAddress(one.trim()));
  const client = way.toReversed().find((address) => !isTrusted(address));
  return client !== undefined && isIP(client) !== 0 ? client : null;
}

/** An IPv4 address that came over an IPv6 socket is that IPv4 address. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
