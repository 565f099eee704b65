// Which addresses may be posted to: every range within a network is closed, in every spelling, unless a setting opens it.
import { describe, expect, it } from 'vitest';
import { isAddressAllowed, isHostAllowed } from '#lib/outlets/public-address.ts';

const open = [
  '8.8.8.8',
  '1.1.1.1',
  '2606:4700:4700::1111',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '172.32.0.1',
];

const closed = {
  'this host': ['0.0.0.0', '0.1.2.3', '::', '::1', '127.0.0.1', '127.255.255.254'],
  'private networks': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'link-local ones': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'metadata of clouds': [
    '169.254.169.254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
  ],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'what is reserved': ['240.0.0.1', '255.255.255.255'],
  'documentation and benchmarks': [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '198.19.255.255',
    '2001:db8::1',
    '2001:2::1',
    '3fff::1',
  ],
  'IPv4 inside IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2002:808:808::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  ],
  'what is no address': ['', 'localhost', '0x7f.1', '2130706433', '127.1'],
};

describe('an address', () => {
  it.each(open)('%s is public', (address) => {
    expect(isAddressAllowed(address, [])).toBe(true);
  });

  it.each(Object.entries(closed).flatMap(([what, ones]) => ones.map((one) => [what, one] as const)))(
    'of %s is closed: %s',
    (_, address) => {
      expect(isAddressAllowed(address, [])).toBe(false);
    },
  );

  it('is open where a network or the address itself is allowed, in any spelling', () => {
    expect(isAddressAllowed('10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isAddressAllowed('::ffff:10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(isAddressAllowed('127.0.0.1', ['127.0.0.1'])).toBe(true);
    expect(isAddressAllowed('127.0.0.2', ['127.0.0.1'])).toBe(false);
    expect(isAddressAllowed('fd12::1', ['fd12::/16'])).toBe(true);
    expect(isAddressAllowed('::1', ['[::1]'])).toBe(true);
    expect(isAddressAllowed('10.1.2.3', ['0.0.0.0/0'])).toBe(true);
  });

  it('is opened by nothing that is neither an address nor a network', () => {
    expect(isAddressAllowed('10.1.2.3', ['', '*', '10.0.0.0/99', '10.0.0.0/', 'ten', '10.0.0.0/-1'])).toBe(
      false,
    );
  });
});

describe('a name', () => {
  it('is allowed by itself alone, whatever its case and its last dot', () => {
    expect(isHostAllowed('Hooks.Internal.', ['hooks.internal'])).toBe(true);
    expect(isHostAllowed('evil.hooks.internal', ['hooks.internal'])).toBe(false);
    expect(isHostAllowed('hooks.internal', ['*.internal', 'internal'])).toBe(false);
  });
});
