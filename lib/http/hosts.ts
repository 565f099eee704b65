// Which Host and Origin a request may bear: a page of somebody else, or a name that somebody else points at us, is refused.
import { type Config } from '#lib/config.ts';
import { isLoopback } from '#lib/config/checks.ts';

type Addresses = Pick<Config, 'publicUrl' | 'host'>;

/**
 * Ours are PUBLIC_URL's host, HOST, loopback, and any IP address. Names are what DNS rebinding needs, so no other name passes.
 */
export function isOurHost(host: string | null, config: Addresses): boolean {
  const name = /^[\w.:[\]-]+$/.test(host ?? '') ? nameOf(`http://${host}`) : null;
  if (name === null) return false;
  if (isLoopback(name) || name === nameOf(config.publicUrl) || name === config.host) return true;
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.includes(':');
}

/** No Origin (a machine) is fine; a browser's must be the page's own. */
export function isOurOrigin(origin: string | null, host: string | null, config: Addresses): boolean {
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  return origin === new URL(config.publicUrl).origin || new URL(origin).host === (host ?? '').toLowerCase();
}

function nameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : null;
}
