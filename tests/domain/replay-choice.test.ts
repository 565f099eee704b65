// What a person is told before letters are tried again.
import { describe, expect, test } from 'vitest';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import { canMove, chooseReplay, firstWayOf, fitsShortstr, whyNot } from '#lib/domain/replay-choice.ts';

type Letter = Pick<
  DeadLetterSummary,
  'id' | 'status' | 'lastOutcome' | 'exchange' | 'routingKey' | 'sourceQueue' | 'deadLetterQueue'
>;
const letter = (over: Partial<Letter> = {}): Letter => ({
  id: crypto.randomUUID(),
  status: 'open',
  lastOutcome: null,
  exchange: 'orders',
  routingKey: 'order.placed',
  sourceQueue: 'orders.billing',
  deadLetterQueue: 'letterthief',
  ...over,
});

describe('before letters are tried again', () => {
  test('they are counted by where they go, most first', () => {
    const choice = chooseReplay([letter({ exchange: '', routingKey: 'mail' }), letter(), letter()], 'origin');
    expect(choice.destinations).toEqual([
      { exchange: 'orders', routingKey: 'order.placed', letters: 2 },
      { exchange: '', routingKey: 'mail', letters: 1 },
    ]);
    expect(chooseReplay([letter(), letter()], 'queue').destinations).toEqual([
      { exchange: '', routingKey: 'orders.billing', letters: 2 },
    ]);
  });

  test('those that cannot go stay behind, with the reason', () => {
    const lost = letter({ exchange: null, routingKey: null, sourceQueue: null });
    const choice = chooseReplay(
      [letter(), lost, letter({ status: 'discarded' }), letter({ status: 'replaying' })],
      'origin',
    );
    expect(choice.letters).toHaveLength(1);
    expect(choice.leftOut.map(({ letters }) => letters)).toEqual([1, 1, 1]);
    expect(whyNot(lost, 'queue')).toContain('queue unknown');
    expect(whyNot(lost, 'exchange')).toBeNull();
  });

  test('what was replayed, or may have been published, is said', () => {
    const choice = chooseReplay(
      [letter({ status: 'replayed' }), letter({ lastOutcome: 'unknown' }), letter({ lastOutcome: 'nacked' })],
      'origin',
    );
    expect(choice).toMatchObject({ replayedBefore: 1, perhapsPublished: 2 });
  });
});

test('only open letters are discarded, only discarded ones restored', () => {
  expect(canMove({ status: 'open' }, 'discarded')).toBe(true);
  expect(canMove({ status: 'replayed' }, 'discarded')).toBe(false);
  expect(canMove({ status: 'discarded' }, 'open')).toBe(true);
});

test('a name is measured in bytes, as AMQP does', () => {
  expect(fitsShortstr('é'.repeat(127))).toBe(true);
  expect(fitsShortstr('é'.repeat(128))).toBe(false);
});

test('a question begins with the first way that any of them can go, and put back they all can', () => {
  const unknown = { exchange: null, routingKey: null };
  expect(firstWayOf([letter({ status: 'discarded' }), letter()])).toBe('origin');
  expect(firstWayOf([letter(unknown)])).toBe('queue');
  expect(firstWayOf([letter({ ...unknown, sourceQueue: null })])).toBe('dead_letter_queue');
  expect(firstWayOf([letter({ status: 'replaying' })])).toBeNull();
  const { destinations } = chooseReplay([letter(), letter()], 'dead_letter_queue');
  expect(destinations).toEqual([{ exchange: '', routingKey: 'letterthief', letters: 2 }]);
});
