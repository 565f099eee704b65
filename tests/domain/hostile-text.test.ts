// Text made to hold a program up, or to look different on the server and in a browser.
import { expect, test } from 'vitest';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { layOutText } from '#lib/domain/body/window.ts';
import { codeSpan } from '#lib/domain/escape-slack.ts';
import { titleOf } from '#lib/domain/letter-title.ts';
import { cutText } from '#lib/domain/plain-text.ts';
import { toldGroup } from '#tests/told-group.ts';
import { readStack } from '#lib/domain/stack/read-stack.ts';

const blanks = `x${' '.repeat(60_000)}y`;

/** A pattern that tries every blank anew takes seconds. */
function takesMoments(act: () => void): void {
  const startedAt = performance.now();
  act();
  expect(performance.now() - startedAt).toBeLessThan(300);
}

test('a stack trace made of anything is read in a moment', () => {
  const pieces = [
    ' ',
    'at ',
    'at a(',
    '\tat a.b(A.java:1)\n',
    'Caused by: ',
    ' ---> ',
    ':in `',
    'File "',
    ' in ',
    ' [as ',
  ];
  const more = [
    '#0 a(1): ',
    '+-',
    '\n',
    '\n\t',
    'at a (a:1:1)\n',
    '    at ',
    '  | ',
    'a.go:1\n\t',
    'a:1:',
    ' [cause]: ',
  ];
  for (const piece of [...pieces, ...more]) {
    const text = piece.repeat(65_536 / piece.length);
    takesMoments(() => readStack(text));
    takesMoments(() => readStack(`E: no\n\tat a.b(A.java:1)\n${text}`));
    takesMoments(() => readStack(`E: no\n  File "a", line 1, in b\n${text}`));
  }
  takesMoments(() => readStack(blanks));
});

test('a name of blanks is escaped for Slack in a moment, blanks at its edges shown', () => {
  takesMoments(() => codeSpan(blanks, 200));
  const group = toldGroup({ title: blanks, errorMessage: blanks, sourceQueue: blanks });
  takesMoments(() => buildLeadPost(group, 'http://localhost'));
  expect(codeSpan('  a b ', 50)).toBe('`␣␣a b␣`');
  expect(codeSpan('   ', 50)).toBe('`␣␣␣`');
});

test('nothing is cut within a character: server and browser would show another', () => {
  expect(cutText('a😀b', 2)).toBe('a');
  expect(cutText('a😀b', 3)).toBe('a😀');
  expect(cutText('a😀b', 4)).toBe('a😀b');
  const pieces = [...layOutText(`${'a'.repeat(3999)}😀b`)].map(({ tokens }) => tokens[0]!.text);
  expect(pieces).toEqual(['a'.repeat(3999), '😀b']);
  const named = {
    errorType: null,
    messageType: null,
    errorMessage: `${'a'.repeat(299)}😀`,
    reason: null,
    sourceQueue: null,
  };
  expect(titleOf({ ...named, deaths: 0, headers: [] }).title).toBe('a'.repeat(299));
});
