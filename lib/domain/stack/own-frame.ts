// Where a stack trace enters the code of those who read it: what tells one failure from another, whatever library wrapped it.
import { readStack } from './read-stack.ts';
import type { Place, Stack, StackError } from './stack.ts';

/**
 * The newest own call of the innermost cause that has one: where it went wrong, not where it was wrapped.
 * For grouping leave its line out: it moves with every change.
 */
export function firstOwnFrame(text: string): Place | null {
  const stack = readStack(text);
  const causes: StackError[] = [];
  for (let at: StackError | undefined = stack.error; at !== undefined; at = causeOf(at)) causes.push(at);
  for (const error of causes.toReversed()) {
    const own = ownPlace(error, stack.newestCall);
    if (own !== null) return own;
  }
  return null;
}

/** What was suppressed, or is one of many, is not what went wrong. */
function causeOf(error: StackError): StackError | undefined {
  return error.causes.find(({ how }) => how === 'cause' || how === 'handled');
}

function ownPlace({ raisedAt, frames }: StackError, newestCall: Stack['newestCall']): Place | null {
  const calls = frames.filter((one) => one.kind === 'frame');
  if (raisedAt !== null && !raisedAt.isLibrary) {
    // PHP names in #0 what was called, and in the headline where in it the error was raised.
    const called = raisedAt.function ?? calls[0]?.function ?? null;
    return { file: raisedAt.file, line: raisedAt.line, function: called };
  }
  const own = newestCall === 'last' ? calls.findLast(isOwn) : calls.find(isOwn);
  return own === undefined ? null : { file: own.file, line: own.line, function: own.function };
}

function isOwn({ isLibrary }: { isLibrary: boolean }): boolean {
  return !isLibrary;
}
