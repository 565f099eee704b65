// DNS for connections to URLs that somebody typed: the very addresses that were checked are connected to, and no others.
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isAddressAllowed, isHostAllowed } from './public-address.ts';

export type Resolve = (host: string) => Promise<readonly string[]>;

/** The code of the error where an address is closed to us. */
export const CLOSED = 'CLOSED_ADDRESS';

/** For node:http's and node:https' `lookup`. One address that is closed closes the name: DNS that mixes them is not to be trusted. */
export function checkedLookup(resolve: Resolve, allowed: readonly string[]): LookupFunction {
  return (name, options, answer) => {
    void resolveChecked(name, resolve, allowed).then((found) => {
      const [first] = typeof found === 'string' ? [] : found;
      // Outside of the promise: what a socket throws is no rejection.
      setImmediate(() => {
        if (first === undefined) answer(failure(typeof found === 'string' ? found : 'ENOTFOUND'), '', 0);
        else if (options.all === true && typeof found !== 'string') answer(null, found);
        else answer(null, first.address, first.family);
      });
    });
  };
}

export async function resolveByNode(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

export function mayConnect(host: string, address: string, allowed: readonly string[]): boolean {
  return isHostAllowed(host, allowed) || isAddressAllowed(address, allowed);
}

/** The addresses, or the code of what went wrong. */
async function resolveChecked(
  name: string,
  resolve: Resolve,
  allowed: readonly string[],
): Promise<{ address: string; family: number }[] | string> {
  try {
    const found = await resolve(name);
    if (!found.every((address) => mayConnect(name, address, allowed))) return CLOSED;
    return found.map((address) => ({ address, family: isIP(address) }));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'ENOTFOUND';
  }
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
