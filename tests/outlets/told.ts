// Alerts to tell: an ordinary one, and one whose every foreign text is hostile.
import type { ToldAlert, AlertedGroup } from '#lib/domain/alerts/told-alert.ts';

export const group: AlertedGroup = {
  id: '01939b2e-7c1a-7000-8000-0000000000aa',
  title: 'PaymentDeclined: card <n> declined',
  sourceQueue: 'orders.billing',
  reason: 'rejected',
  errorType: 'PaymentDeclined',
  errorMessage: 'card 4242 declined',
  exchange: 'orders',
  routingKey: 'order.placed',
  owner: 'team-billing',
  letters: 1204,
  openLetters: 37,
  firstAt: '2026-11-21T03:52:00.000Z',
  lastAt: '2026-11-21T04:10:12.500Z',
  letterId: '01939b2e-7c1a-7000-8000-000000000001',
  done: null,
};

export const alert: ToldAlert = {
  id: '01939b2e-7c1a-7000-8000-0000000000ff',
  kind: 'opened',
  at: '2026-11-21T04:10:13.000Z',
  channelNote: null,
  groups: [group],
  moreGroups: 0,
  publicUrl: 'https://letters.example.com',
};

const evil = [
  'a\r\nBcc: everyone@example.com\r\n\r\nbody',
  '<script>alert(1)</script>',
  '[click](https://evil.example)',
  '<at>Everyone</at>',
  '\u202Egnp.exe\u0000\u001B[31m',
  '\uD800 lone \uDC00',
  '{{DATE(2017-02-14T06:08:39Z,SHORT)}} **b** _i_ &amp; "q" \'a\'',
].join(' ');

/** 40,000 characters, hostile ones first; without a type, so that what is cut can be counted. */
export const longError = evil.padEnd(40_000, 'x');

export const hostile: ToldAlert = {
  ...alert,
  channelNote: evil,
  groups: [
    {
      ...group,
      title: evil,
      sourceQueue: evil,
      reason: evil,
      errorType: null,
      errorMessage: longError,
      exchange: evil,
      routingKey: evil,
      owner: evil,
      done: { by: evil, at: '2026-11-21T05:00:00.000Z', how: 'replayed' },
    },
  ],
};

/** As many groups as there may be, each with a long error, in letters that take many bytes. */
export const huge: ToldAlert = {
  ...alert,
  groups: Array.from({ length: 50 }, (_, at) => ({
    ...group,
    id: `group-${at}`,
    title: '💥'.repeat(300),
    errorMessage: '漢"\\'.repeat(5000),
    sourceQueue: '💥'.repeat(100),
    exchange: '💥'.repeat(100),
    routingKey: '💥'.repeat(100),
    owner: '💥'.repeat(300),
  })),
  moreGroups: 7,
};
