// Values within values, as binary formats tell them, become the tokens that JSON's layout takes. A stack of our own: nesting
// without end is input like any other.
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { Unreadable, type Cursor } from './cursor.ts';

/** What a format says next. Of a map, keys and values follow one another. */
export type Step =
  | { open: 'map' | 'array'; count: number | null; note?: string }
  | { value: JsonToken; note?: string }
  /** Of a container that did not say how many it holds. */
  | 'end';

export type Within = {
  readonly isMap: boolean;
  /** What is still to come, keys counted too; null: until its end is said. */
  left: number | null;
  isFirst: boolean;
  /** In a map, whether the next is a key. */
  isKeyNext: boolean;
  /** Where its bytes end, for formats that say so. */
  end?: number;
};

export type NextStep = (within: Within | undefined, depth: number) => Step;

/**
 * The tokens of the values in the bytes, one after the other, until the end. `isWhole` says that nothing was cut off: then an
 * end too early is a fault, and told as a token of its own; any other fault always is.
 */
export function* readTree(
  cursor: Cursor,
  isWhole: boolean,
  next: NextStep,
  onOpen?: (within: Within) => void,
): Generator<JsonToken> {
  const stack: Within[] = [];
  try {
    for (;;) {
      const within = stack.at(-1);
      if (within === undefined && cursor.isAtEnd) return;
      if (within?.left === 0) {
        yield* close(stack);
        continue;
      }
      const step = next(within, stack.length);
      if (step === 'end') {
        yield* close(stack);
        continue;
      }
      if (within !== undefined && !within.isFirst && (within.isKeyNext || !within.isMap)) yield comma;
      if (step.note !== undefined) yield { kind: 'note', text: `${step.note} ` };
      if ('open' in step) {
        const isMap = step.open === 'map';
        yield { kind: 'mark', text: isMap ? '{' : '[' };
        const left = step.count === null ? null : step.count * (isMap ? 2 : 1);
        const opened = { isMap, left, isFirst: true, isKeyNext: isMap };
        onOpen?.(opened);
        stack.push(opened);
      } else {
        yield within?.isMap && within.isKeyNext ? { ...step.value, kind: 'key' } : step.value;
        yield* pass(within);
      }
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (isWhole || !cursor.isAtEnd)
      yield { kind: 'bad', text: `⟨${error.message}, at byte ${cursor.at.toLocaleString('en-US')}⟩` };
  }
}

const comma: JsonToken = { kind: 'mark', text: ',' };

function* close(stack: Within[]): Generator<JsonToken> {
  const closed = stack.pop();
  if (closed === undefined) throw new Unreadable('an end without a beginning');
  yield { kind: 'mark', text: closed.isMap ? '}' : ']' };
  yield* pass(stack.at(-1));
}

/** A value of a container has been told. */
function* pass(within: Within | undefined): Generator<JsonToken> {
  if (within === undefined) return;
  within.isFirst = false;
  if (within.left !== null) within.left -= 1;
  if (!within.isMap) return;
  if (within.isKeyNext) yield { kind: 'mark', text: ':' };
  within.isKeyNext = !within.isKeyNext;
}
