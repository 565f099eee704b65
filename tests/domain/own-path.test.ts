// Where a sign-in leads to: a path of ours, or home.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath } from '#lib/domain/own-path.ts';

test('our own paths pass, with their query', () => {
  for (const path of [
    '/',
    '/queues',
    '/dead-letters/1?status=open&q=a%20b',
    '/dead-letters#x',
    '/%5cevil.example',
  ])
    expect(ownPath(path)).toBe(path);
});

test('whatever a browser could take for another host leads home', () => {
  const evil = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    'queues',
    '/\t/evil.example',
    '/\n//evil.example',
    ' /queues',
    '/queues\r\nx: y',
    '/api/v1/demo',
    '/sign-in',
    '/sign-in?to=/sign-in',
  ];
  for (const path of evil) expect(ownPath(path), path).toBe('/');
  expect(ownPath(undefined)).toBe('/');
});

test('of any text, a browser stays with us', () => {
  const text = fc.string({
    unit: fc.constantFrom('/', '\\', '.', '@', ':', '?', '#', 'e', '%', '\t', '\n', ' '),
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      text,
      (given) => new URL(ownPath(`/${given}`), 'http://ours.example').origin === 'http://ours.example',
    ),
  );
});
