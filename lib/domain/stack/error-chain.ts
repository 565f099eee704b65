// What the REST API tells of a stack trace: its errors as a list, the one that was raised last first, each with its calls.
import { z } from 'zod';
import { cutText } from '#lib/domain/plain-text.ts';
import { readStack } from './read-stack.ts';
import { stackJoints, type StackError, type StackFrame } from './stack.ts';

/** Of all errors together; the text itself is in errorStack. */
const MAX_TOLD_FRAMES = 200;
const MAX_TOLD_TEXT = 1000;

const stackFrame = z
  .object({
    function: z.string().nullable(),
    file: z.string().nullable(),
    line: z.int().nullable(),
    isLibrary: z.boolean().describe('By its package or its folder'),
  })
  .meta({ id: 'StackFrame' });

export const errorInChain = z
  .object({
    how: z
      .enum(stackJoints)
      .nullable()
      .describe('How it came to stand below an error before it; null for the first'),
    depth: z.int().describe('0 for the first; below it stand those that are one deeper'),
    headline: z.string().describe('Its type and message as they came'),
    frames: z.array(stackFrame).describe('The newest call first; at most 200 of all errors together'),
    hasMore: z.boolean().describe('There are more calls: errorStack has them'),
  })
  .meta({ id: 'ErrorInChain' });
export type ErrorInChain = z.infer<typeof errorInChain>;

/** Total and bounded, whatever the text is. */
export function listErrors(text: string | null): ErrorInChain[] {
  if (text === null) return [];
  const { error: outermost, newestCall } = readStack(text);
  const told: ErrorInChain[] = [];
  let left = MAX_TOLD_FRAMES;
  const tell = (error: StackError, depth: number) => {
    const calls = error.frames.filter((one) => one.kind === 'frame');
    const newestFirst = newestCall === 'last' ? calls.toReversed() : calls;
    const frames = newestFirst.slice(0, left).map(presentFrame);
    left -= frames.length;
    const headline = cutText(error.headline.trim(), MAX_TOLD_TEXT);
    told.push({ how: error.how, depth, headline, frames, hasMore: frames.length < calls.length });
    for (const cause of error.causes) tell(cause, depth + 1);
  };
  tell(outermost, 0);
  return told;
}

function presentFrame({
  function: called,
  file,
  line,
  isLibrary,
}: StackFrame): ErrorInChain['frames'][number] {
  const cut = (text: string | null) => (text === null ? null : cutText(text, MAX_TOLD_TEXT));
  return { function: cut(called), file: cut(file), line, isLibrary };
}
