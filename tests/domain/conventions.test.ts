// What frameworks tell of their dead letters, and what their replay leaves out so that it does not fail at once.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amendBody } from '#lib/domain/amend-body.ts';
import { conventions } from '#lib/domain/conventions/registry.ts';
import { decode, explain } from '#lib/domain/decode.ts';
import { readErrorText, readTraceback, splitFirstLine } from '#lib/domain/conventions/error-text.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { text } from '#tests/letters.ts';
import { conventionLetters, letterOf } from './convention-letters.ts';

const replay = (propertyBytes: Uint8Array, convention: string | null) =>
  rewriteForReplay({
    propertyBytes,
    convention,
    replayId: '01900000-0000-7000-8000-000000000000',
    ourUser: 'guest',
  });

describe.each(conventionLetters)('$name', ({ letter, expected, changed }) => {
  test('is understood', () => {
    expect(decode(letter)).toMatchObject(expected);
    expect(explain(letter)?.convention ?? null).toBe(expected.convention);
  });

  test('its replay leaves out what would hurt it, and says so', () => {
    const { dropped, unreadable } = replay(letter.propertyBytes, expected.convention);
    expect(dropped.filter((one) => one !== 'header x-death').toSorted()).toEqual(changed.toSorted());
    expect(unreadable).toEqual([]);
  });

  test('as its replay it bears no mark of the failure before', () => {
    const { propertyBytes } = replay(letter.propertyBytes, expected.convention);
    expect(decode({ ...letter, propertyBytes })).toMatchObject({ deaths: 0 });
    // Twice is the same as once: what was set to zero stays.
    expect(replay(propertyBytes, expected.convention).dropped).toEqual(['header x-letterthief-replay-id']);
  });
});

test('each convention has a first failure and a repeated one here', () => {
  for (const { name } of conventions)
    expect(
      conventionLetters.filter(({ expected }) => expected.convention === name).length,
      name,
    ).toBeGreaterThanOrEqual(2);
});

test('bent letters of each convention crash nothing', () => {
  for (const { letter, expected } of conventionLetters) {
    const bent = fc.tuple(fc.nat(), fc.option(fc.nat(255)), fc.nat(), fc.option(fc.nat(255)));
    fc.assert(
      fc.property(bent, ([place, byte, bodyPlace, bodyByte]) => {
        const propertyBytes = bend(letter.propertyBytes, place, byte);
        const body = bend(letter.body, bodyPlace, bodyByte);
        decode({ ...letter, propertyBytes, body });
        explain({ ...letter, propertyBytes, body });
        replay(propertyBytes, expected.convention);
        amendBody(expected.convention, body);
      }),
      { numRuns: 500 },
    );
  }
});

/** A byte is changed, or all from there on is cut off. */
function bend(bytes: Uint8Array, place: number, byte: number | null): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = place % bytes.length;
  if (byte === null) return bytes.slice(0, at);
  const bent = bytes.slice();
  bent[at] = byte;
  return bent;
}

test('what a framework’s replay leaves out stays with letters of any other: names alone are nobody’s', () => {
  const names = [
    'root_id',
    'expires',
    'exception-type',
    'attempts',
    'HandledCount',
    'x-exception-message',
    'laravel',
  ];
  const letter = letterOf({ headers: names.map((name) => text(name, '1')) });
  for (const convention of [null, 'NestJS', 'Pigeon'])
    expect(replay(letter.propertyBytes, convention).dropped).toEqual([]);
  expect(replay(letter.propertyBytes, 'Celery').dropped).toEqual(['header expires']);
});

test('a letter that fits two takes the more certain one', () => {
  const letter = letterOf({
    headers: [
      text('x-exception-message', 'no'),
      text('x-exception-stacktrace', 'java.lang.Error: no\n\tat a.B.c(B.java:1)'),
    ],
    body: JSON.stringify({ pattern: 'a', data: 1 }),
  });
  expect(decode(letter)).toMatchObject({ convention: 'Spring AMQP' });
});

test('counters are set to zero in the type that they have, and all else in their table stays', () => {
  const letter = conventionLetters.find(({ name }) => name === 'Laravel, again')!.letter;
  const { headers } = readProperties(replay(letter.propertyBytes, 'Laravel').propertyBytes);
  expect(readFieldTable(headers!)[0]).toEqual({
    name: 'laravel',
    type: 'table',
    value: [
      { name: 'attempts', type: 'int32', value: 0 },
      { name: 'x', type: 'longstr', value: 'y' },
    ],
  });
});

test('the first line of an error names its type only where it looks like one', () => {
  expect(splitFirstLine('java.lang.IllegalStateException: no')).toEqual({
    type: 'java.lang.IllegalStateException',
    message: 'no',
  });
  expect(splitFirstLine('System.IO.IOException (0x80070020): locked')).toEqual({
    type: 'System.IO.IOException',
    message: 'locked',
  });
  expect(splitFirstLine('App\\Card\\Declined: no funds')).toEqual({
    type: 'App\\Card\\Declined',
    message: 'no funds',
  });
  expect(splitFirstLine('TypeError: x is not a function')).toEqual({
    type: 'TypeError',
    message: 'x is not a function',
  });
  expect(splitFirstLine('Warning: it is late')).toEqual({ type: null, message: 'Warning: it is late' });
  expect(splitFirstLine('java.lang.NullPointerException')).toEqual({
    type: 'java.lang.NullPointerException',
    message: null,
  });
  expect(readErrorText('')).toEqual({ type: null, message: null, stack: null });
  expect(
    readTraceback('Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: \'x\''),
  ).toMatchObject({ type: 'KeyError', message: "'x'" });
});
