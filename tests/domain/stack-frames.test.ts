// Stack traces: own frames stand out, library frames fold, and no line is lost.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStack } from '#lib/domain/stack-frames.ts';

const linesOf = (stack: string) =>
  readStack(stack).flatMap((part) => (part.kind === 'own' ? [part.line] : part.lines));

test('library frames that follow one another fold', () => {
  const stack = [
    'com.shop.CardDeclined: no',
    '\tat com.shop.Acquirer.charge(Acquirer.java:88)',
    '\tat org.springframework.amqp.Listener.invoke(Listener.java:1)',
    '\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)',
    'Caused by: com.shop.Other: 05',
  ].join('\n');
  expect(readStack(stack).map((part) => part.kind)).toEqual(['own', 'own', 'library', 'own']);
});

test('a stack of library frames alone stays open', () => {
  const stack = 'TypeError: x\n    at a (node:internal/a:1:1)\n    at b (node:internal/b:1:1)';
  expect(readStack(stack).every((part) => part.kind === 'own')).toBe(true);
});

test('no line is lost, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constant('\tat java.lang.X(Y.java:1)'),
          fc.constant('    at own (a.js:1:1)'),
        ),
      ),
      (lines) => {
        const stack = lines.join('\n');
        expect(linesOf(stack)).toEqual(stack.replace(/\s+$/, '').split(/\r?\n/));
      },
    ),
  );
});
