// Where posts go, as one word: a Slack channel by its name or ID, or another way out. No secret stands in it, since letters show it.
import { isMailAddress } from './mail-address.ts';

export const outlets = ['slack', 'webhook', 'teams', 'email'] as const;
export type Outlet = (typeof outlets)[number];

const MAX_ADDRESSES = 20;

/** Slack's as an ID or with its #; of another outlet its name, and enough of its target to tell it from others. */
export function channelOf(outlet: Outlet, target: string): string {
  if (outlet === 'slack') return /^(#|[CGDUW][A-Z0-9]{6,}$)/.test(target) ? target : `#${target}`;
  if (outlet === 'email') return `email:${addressesOf(target).join(', ')}`;
  return `${outlet}:${new URL(target).host} #${shortHash(target)}`;
}

/** n.b. no Slack channel has a colon in its name. */
export function outletOf(channel: string): Outlet {
  return outlets.find((outlet) => channel.startsWith(`${outlet}:`)) ?? 'slack';
}

export function addressesOf(target: string): string[] {
  return target
    .split(/[\s,;]+/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

/** What is wrong with a target; null where nothing is. */
export function targetFault(outlet: Outlet, target: string): string | null {
  if (outlet === 'slack')
    return /^(#?[^\s#@:<>,"'`]+|[CG][A-Z0-9]{6,})$/.test(target)
      ? null
      : 'must be a channel: #orders, or its ID C0123ABCD';
  if (outlet === 'email') {
    const addresses = addressesOf(target);
    const wrong = addresses.find((address) => !isMailAddress(address));
    if (wrong !== undefined) return `holds “${wrong}”, which is no address that mail can go to`;
    return addresses.length >= 1 && addresses.length <= MAX_ADDRESSES
      ? null
      : `must be 1 to ${MAX_ADDRESSES} e-mail addresses`;
  }
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null || !['https:', 'http:'].includes(url.protocol)) return 'must be a URL: https://…';
  return url.username === '' && url.password === '' ? null : 'must not hold a user or a password';
}

/** Tells targets of one host from each other, and tells nothing of them (FNV-1a). */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36).padStart(6, '0').slice(-6);
}
