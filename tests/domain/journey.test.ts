// The journey that x-death tells.
import { describe, expect, test } from 'vitest';
import type { Death } from '#lib/domain/dead-letter.ts';
import { drawJourney } from '#lib/domain/journey.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();

function death(queue: string, over: Partial<Death> = {}): Death {
  return {
    queue,
    reason: 'rejected',
    count: 1,
    exchange: 'orders',
    routingKeys: ['order.placed'],
    firstDiedAt: at(0),
    originalExpiration: null,
    ...over,
  };
}

const untold = {
  sourceQueue: null,
  exchange: null,
  routingKey: null,
  attempts: null,
  understood: null,
  replays: [],
  cameBack: [],
};

function draw(journey: Death[], appId?: string, told: Partial<Parameters<typeof drawJourney>[0]> = {}) {
  return drawJourney({
    ...untold,
    journey,
    properties: appId === undefined ? {} : { appId },
    deadLetterQueue: 'letterthief',
    deliveredExchange: 'letterthief',
    deliveredRoutingKey: 'order.placed',
    arrivedAt: at(60),
    ...told,
  });
}

describe('the journey', () => {
  test('goes from the publisher through exchange and queue to the dead-letter queue', () => {
    expect(draw([death('orders.billing')], 'shop-api').map(({ stop }) => [stop.kind, stop.name])).toEqual([
      ['publisher', 'shop-api'],
      ['exchange', 'orders'],
      ['queue', 'orders.billing'],
      ['here', 'letterthief'],
    ]);
  });

  test('draws the waits of a retry loop on the way, not as queues where it died', () => {
    const steps = draw([
      death('orders.billing', { count: 3, firstDiedAt: at(0) }),
      death('orders.retry', {
        reason: 'expired',
        count: 2,
        firstDiedAt: at(30),
        originalExpiration: '30000',
      }),
    ]);
    expect(steps.map(({ stop }) => stop.name)).toEqual(['orders', 'orders.billing', 'letterthief']);
    expect(steps.at(-1)?.leg?.waits).toEqual([
      { queue: 'orders.retry', reason: 'expired', times: 2, ms: 30_000 },
    ]);
  });

  test('draws the waits of a consumer that tries again itself on the way to the queue where it died at last', () => {
    const steps = draw([
      death('orders.stock', { exchange: 'orders', routingKeys: ['again'], firstDiedAt: at(40) }),
      death('orders.stock.retry', { reason: 'expired', exchange: '', count: 3, firstDiedAt: at(10) }),
    ]);
    expect(steps.map(({ stop }) => stop.name)).toEqual(['orders', 'orders.stock', 'letterthief']);
    expect(steps[1]?.leg?.waits).toMatchObject([{ queue: 'orders.stock.retry', times: 3 }]);
  });

  test('draws queues one after another when each was died in once', () => {
    const steps = draw([
      death('parking', { reason: 'expired', firstDiedAt: at(30), exchange: '', routingKeys: ['parking'] }),
      death('orders.billing', { firstDiedAt: at(0) }),
    ]);
    expect(steps.map(({ stop }) => stop.name)).toEqual([
      'orders',
      'orders.billing',
      'parking',
      'letterthief',
    ]);
    expect(steps[2]?.leg?.via).toBe('parking');
  });

  test('begins at the exchange that delivered a letter without x-death', () => {
    expect(draw([]).map(({ stop }) => [stop.kind, stop.name])).toEqual([
      ['exchange', 'letterthief'],
      ['here', 'letterthief'],
    ]);
  });

  test('of what a framework sent here itself is what the framework says', () => {
    const understood = {
      convention: 'MassTransit',
      from: 'headers',
      failedAt: at(5),
      owner: null,
      warnings: [],
      bodyChange: null,
    };
    const told = { sourceQueue: 'orders', exchange: 'Shop:OrderPlaced', routingKey: '', understood };
    const stops = draw([], undefined, told).map(({ stop }) => stop);
    expect(stops).toEqual([
      { kind: 'exchange', name: 'Shop:OrderPlaced', routingKey: '' },
      { kind: 'queue', name: 'orders', reason: 'failed', times: 1, firstDiedAt: at(5) },
      { kind: 'here', name: 'letterthief', at: at(60) },
    ]);
    expect(draw([], undefined, { ...told, attempts: 4 })[1]!.stop).toMatchObject({
      times: 4,
      firstDiedAt: null,
    });
  });

  test('goes onward after a replay, and back where it died again', () => {
    const replay = {
      id: 'r-2',
      deadLetterId: 'l-1',
      stage: 'confirmed',
      toKind: 'origin',
      exchange: 'orders',
      routingKey: 'order.placed',
      askedBy: 'Ada',
      reason: null,
      askedAt: at(70),
      settledAt: at(71),
      detail: null,
      dropped: [],
    } as const;
    const older = { ...replay, id: 'r-1', stage: 'unknown' as const, askedAt: at(65) };
    const onward = (told: object) => draw([death('orders.billing')], undefined, told).at(-1)!.stop;
    const replays = [older, { ...replay, dropped: [] }];
    expect(onward({ replays })).toMatchObject({
      kind: 'onward',
      name: 'orders',
      stage: 'confirmed',
      cameBack: null,
    });
    const cameBack = [{ id: 'l-2', replayId: 'r-2', isSameQueue: true, arrivedAt: at(80) }];
    expect(onward({ replays, cameBack })).toMatchObject({ cameBack: 'l-2' });
    expect(onward({ replays: [{ ...replay, stage: 'refused', dropped: [] }] })).toMatchObject({
      kind: 'here',
    });
  });

  test('keeps the broker’s order where it told no times', () => {
    const steps = draw([death('b', { firstDiedAt: null }), death('a', { firstDiedAt: null })]);
    expect(steps.map(({ stop }) => stop.name)).toEqual(['orders', 'a', 'b', 'letterthief']);
  });
});
