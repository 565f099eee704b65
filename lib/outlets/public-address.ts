// Which addresses a URL that somebody typed may lead to: public ones, and those that a setting allows.
import { BlockList, isIP } from 'node:net';

/** Whether all of a name's addresses may be connected to: an entry of `allowed` that is this name allows whatever it resolves to. */
export function isHostAllowed(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => plainHost(one) === plainHost(host));
}

/** `allowed`: addresses and networks such as 10.0.0.7, 10.0.0.0/8, fd00::/8; what is neither allows nothing here. */
export function isAddressAllowed(address: string, allowed: readonly string[]): boolean {
  const real = unwrap(address);
  if (real === null) return false;
  return isPublic(real) || listOf(allowed).check(real, isIP(real) === 4 ? 'ipv4' : 'ipv6');
}

function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !closed4.check(address, 'ipv4');
  return global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
}

/** The IPv4 address inside an IPv4-mapped or NAT64 one, for that is where it leads; null for what is no address. */
function unwrap(address: string): string | null {
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6 || address.includes('%')) return null;
  const groups = groupsOf(address);
  const prefix = groups.slice(0, 6).join(':');
  if (prefix !== '0:0:0:0:0:ffff' && prefix !== '64:ff9b:0:0:0:0') return groups.join(':');
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 0xff])
    .join('.');
}

/** Its eight groups, without leading zeros. n.b. URL writes an IPv4 tail as two groups. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...gap, ...after];
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = plainHost(network).split('/');
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    const size = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : most + 1;
    if (version === 0 || size > most) continue;
    list.addSubnet(address, size, version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function plainHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** IANA's special-purpose registry, multicast and what is reserved; Azure's 168.63.129.16 looks public and is not. */
const closed4 = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

const global6 = listOf(['2000::/3']);

/** Within it: protocol assignments (Teredo, benchmarks, ORCHID), documentation and 6to4, which may hold any IPv4 address. */
const closed6 = listOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
