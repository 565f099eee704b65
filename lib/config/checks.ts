// Settings that are more than one word: read, with what is wrong with them in words.
import { isIP } from 'node:net';
import type { RoleRule } from '#lib/domain/role-rules.ts';

export function readQueues(list: string, faults: string[]): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) faults.push('DEAD_LETTER_QUEUES has an empty name');
  if (names.some((name) => Buffer.byteLength(name) > 255))
    faults.push('DEAD_LETTER_QUEUES has a name over 255 bytes');
  return [...new Set(names)];
}

/** Addresses and networks: 10.0.0.7, 10.0.0.0/8, fd00::/8. */
export function readAddresses(list: string, faults: string[]): string[] {
  const found = list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  for (const one of found) checkNetwork('PROXY_ADDRESSES', one, faults);
  return found;
}

function checkNetwork(setting: string, one: string, faults: string[]): void {
  const [address = '', bits] = one.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most)))
    faults.push(`${setting}: ${one} is neither an address nor a network`);
}

/** Addresses, networks and exact names of hosts: 10.0.0.7, 10.0.0.0/8, hooks.internal. */
export function readNames(list: string, faults: string[]): string[] {
  const found = list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  for (const one of found)
    if (/^[\d.:/a-f]+$/i.test(one) && /[:/]|^[\d.]+$/.test(one)) checkNetwork('ALERT_ADDRESSES', one, faults);
    else if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(one))
      faults.push(`ALERT_ADDRESSES: ${one} is neither an address, nor a network, nor a host’s name`);
  return found;
}

export function findOidcFaults(given: Record<string, string>, rules: readonly RoleRule[]): string[] {
  if (!given.OIDC_ISSUER) return [];
  const missing = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'].filter((name) => !given[name]);
  const faults = missing.map((name) => `${name} is needed with OIDC_ISSUER`);
  const issuer = URL.canParse(given.OIDC_ISSUER) ? new URL(given.OIDC_ISSUER) : null;
  if (issuer?.protocol === 'http:' && !isLoopback(issuer.hostname)) faults.push('OIDC_ISSUER must be https');
  if (rules.length === 0)
    faults.push('ROLE_RULES is needed with OIDC_ISSUER: without a rule nobody could come in');
  return faults;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** "worker.errored, orders.dlx=dead": exchanges to bind, each with its key; # where none is named. */
export function readExchanges(text: string, faults: string[]): { exchange: string; routingKey: string }[] {
  const read = text.split(',').map((one) => {
    const [exchange = '', ...rest] = one.trim().split('=');
    return { exchange: exchange.trim(), routingKey: rest.length === 0 ? '#' : rest.join('=').trim() };
  });
  if (read.some(({ exchange }) => exchange === '')) faults.push('DEAD_LETTER_EXCHANGES has an empty name');
  if (
    read.some(
      ({ exchange, routingKey }) => Buffer.byteLength(exchange) > 255 || Buffer.byteLength(routingKey) > 255,
    )
  )
    faults.push('DEAD_LETTER_EXCHANGES has a name over 255 bytes');
  return read;
}
