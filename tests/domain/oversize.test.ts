// Headers too large for one frame: the fewest that would have to go, by name and size.
import { expect, test } from 'vitest';
import { findOversize, sayOversize } from '#lib/domain/oversize.ts';
import { text } from '#tests/letters.ts';
import { joinBytes, properties, sized } from '#tests/wire.ts';

test('the fewest headers without which it fits are named, largest first, and never ours', () => {
  const table = joinBytes(
    text('tenant', 'a'),
    text('x-stack', 'x'.repeat(900)),
    text('x-letterthief-replay-id', 'x'.repeat(5000)),
    text('trace', 'x'.repeat(500)),
    text('x-stack', 'x'.repeat(700)),
  );
  const bytes = properties({ headers: sized(table) });
  const [first, second] = [
    { name: 'x-stack', bytes: 913 },
    { name: 'x-stack', bytes: 713 },
  ];
  expect(findOversize(bytes, bytes.length)).toEqual([]);
  expect(findOversize(bytes, bytes.length - 913)).toEqual([first]);
  expect(findOversize(bytes, bytes.length - 914)).toEqual([first, second]);
  expect(sayOversize([first!, second!])).toBe('x-stack (913 bytes), x-stack (713 bytes)');
});

test('of a thousand small ones ten are said, and how many more there are', () => {
  const many = Array.from({ length: 1000 }, (_, at) => ({ name: `h${at}`, bytes: 200 }));
  expect(sayOversize(many)).toMatch(/^h0 \(200 bytes\), .* h9 \(200 bytes\) and 990 more$/);
});
