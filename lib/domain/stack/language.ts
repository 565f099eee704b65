// What each language's file tells: how its stack traces write a call, and what the lines between calls mean.
import type { Chain } from './chain.ts';
import type { Place, StackFrame, StackLanguage } from './stack.ts';

export type Language = {
  name: StackLanguage;
  newestCall: 'first' | 'last';
  /** The call that begins at this line; its text may take in the lines behind it. */
  readFrame(lines: readonly string[], at: number): StackFrame | null;
  /** A line that is no call. */
  takeLine(line: string, chain: Chain): void;
  /** A line that ends the error which it belongs to. */
  isEnd?(text: string): boolean;
  /** Where a headline says that it was raised. */
  readPlace?(headline: string): (Place & { isLibrary: boolean }) | null;
};

/** A call that is one line. */
export function frameOf(text: string, place: Place, isLibrary: boolean): StackFrame {
  return { kind: 'frame', text, source: null, isLibrary, ...place };
}

/** "12" → 12; null for what is no line number. */
export function lineNumber(digits: string | undefined): number | null {
  return digits !== undefined && /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** "/app/a.py:12" → its file and line; null where no line number ends it. */
export function splitPlace(text: string): { file: string; line: number } | null {
  const at = text.lastIndexOf(':');
  const line = at < 1 ? null : lineNumber(text.slice(at + 1));
  return line === null ? null : { file: text.slice(0, at), line };
}
