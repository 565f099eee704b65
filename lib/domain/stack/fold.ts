// Calls of libraries fold away, so that own ones stand out.
import type { Stack, StackError, StackFrame, StackText } from './stack.ts';

export type StackPart =
  StackFrame | StackText | { kind: 'library'; count: number; inside: StackError['frames'] };

/**
 * Two or more library calls in a row, and the text between them, become one part, unless `hasOwn` is false: then there is
 * nothing to stand out.
 */
export function foldFrames({ frames }: StackError, hasOwn: boolean): StackPart[] {
  const parts: StackPart[] = [];
  let run: StackError['frames'] = [];
  const endRun = () => {
    const last = run.findLastIndex(({ kind }) => kind === 'frame');
    const inside = run.slice(0, last + 1);
    const count = inside.filter(({ kind }) => kind === 'frame').length;
    if (count >= 2 && hasOwn) parts.push({ kind: 'library', count, inside }, ...run.slice(last + 1));
    else parts.push(...run);
    run = [];
  };
  for (const frame of frames) {
    if (frame.kind === 'frame' ? frame.isLibrary : run.length > 0) run.push(frame);
    else {
      endRun();
      parts.push(frame);
    }
  }
  endRun();
  return parts;
}

/** Whether any call, of any error in it, is an own one. */
export function hasOwnFrame({ error }: Pick<Stack, 'error'>): boolean {
  return (
    error.frames.some((one) => one.kind === 'frame' && !one.isLibrary) ||
    error.causes.some((cause) => hasOwnFrame({ error: cause }))
  );
}
