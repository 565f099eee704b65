// A stack trace as it is understood: errors, each with its frames and with what caused it. No line is lost on the way.

/** Where a call stands. */
export type Place = { file: string | null; line: number | null; function: string | null };

/** One call; `text` is its lines as they came. */
export type StackFrame = Place & {
  kind: 'frame';
  text: string;
  /** The line of code itself, where the trace shows it (Python). */
  source: string | null;
  isLibrary: boolean;
};

/** Lines that are no calls: "... 12 more", "Stack trace:", blanks. */
export type StackText = { kind: 'text'; text: string };

/**
 * How an error came to stand below another one: its cause, what was being handled when the other was raised, what was
 * suppressed in its favour, or one of several that it holds.
 */
export const stackJoints = ['cause', 'handled', 'suppressed', 'part'] as const;
export type StackJoint = (typeof stackJoints)[number];

export type StackError = {
  /** Null for the outermost. */
  how: StackJoint | null;
  /** What the line says before the headline: "Caused by: ". */
  prefix: string;
  /** Type and message as they came; of several lines, or empty. */
  headline: string;
  /** Where the headline itself says that it was raised (PHP, Ruby). */
  raisedAt: (Place & { isLibrary: boolean }) | null;
  frames: (StackFrame | StackText)[];
  causes: StackError[];
};

export type StackLanguage = 'Java' | '.NET' | 'JavaScript' | 'Python' | 'PHP' | 'Ruby' | 'Go';

export type Stack = {
  /** Null where no line looks like a call. */
  language: StackLanguage | null;
  /** Python writes the newest call last. */
  newestCall: 'first' | 'last';
  /** The text has the causes first (Python, PHP, "Wrapped by"): here the error that was raised last stands first. */
  isTurned: boolean;
  /** The outermost error: the one that was raised last. */
  error: StackError;
};
