// A failure group as a post tells of it, for tests of what posts say.
import type { ToldGroup } from '#lib/domain/alerts/told-group.ts';

export function toldGroup(given: Partial<ToldGroup> = {}): ToldGroup {
  return {
    id: '01939b2e-7c1a-7000-8000-00000000000a',
    title: 'PaymentDeclined: card # was declined',
    sourceQueue: 'orders.billing',
    reason: 'rejected',
    errorType: 'shop.billing.PaymentDeclined',
    errorMessage: 'The card issuer declined 84.90 EUR',
    exchange: 'orders',
    routingKey: 'order.placed',
    deaths: 4,
    body: null,
    letterId: '01939b2e-7c1a-7000-8000-000000000001',
    firstAt: new Date('2026-11-21T03:52:00Z'),
    lastAt: new Date('2026-11-21T03:52:00Z'),
    letters: 1,
    cameBack: 0,
    openLetters: 1,
    replaying: 0,
    owner: null,
    isTaken: false,
    snoozed: null,
    done: null,
    before: null,
    after: null,
    ...given,
  };
}
