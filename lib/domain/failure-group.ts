// The cause of a letter: what letters of one failure group have in common.
import { namePatternOf, patternOf } from './message-pattern.ts';
import { shortName } from './letter-title.ts';
import { plain } from './plain-text.ts';
import { reasonInWords } from './reason.ts';
import { firstOwnFrame } from './stack/own-frame.ts';

/** Why a letter died, without what differs from letter to letter. */
export type Cause = {
  sourceQueue: string | null;
  reason: string | null;
  errorType: string | null;
  /** The message with “#” for each value; null where there is none. */
  pattern: string | null;
  /** The first own call: where it went wrong. Its line is left out, since a deploy moves it. */
  file: string | null;
  function: string | null;
};

export type Caused = {
  sourceQueue: string | null;
  reason: string | null;
  errorType: string | null;
  errorMessage: string | null;
  errorStack: string | null;
};

const MAX_NAME = 300;

export function causeOf({ sourceQueue, reason, errorType, errorMessage, errorStack }: Caused): Cause {
  const place = errorStack === null ? null : placeIn(errorStack, errorMessage);
  return {
    sourceQueue,
    reason,
    errorType,
    pattern: orNull(patternOf(errorMessage ?? '')),
    file: place?.file ?? null,
    function: place?.function ?? null,
  };
}

type Named = Pick<Cause, 'file' | 'function'>;

/** In a flood many letters failed at the same place: their stacks differ by the message alone, which is taken out first. */
const remembered = new Map<string, Named>();
const MAX_REMEMBERED = 1000;
const MAX_REMEMBERED_TEXT = 20_000;

function placeIn(stack: string, message: string | null): Named {
  const bare = message ? stack.replaceAll(`: ${message}`, '') : stack;
  const known = remembered.get(bare);
  if (known !== undefined) return known;
  const place = firstOwnFrame(bare);
  const named = {
    file: place?.file ? lastOf(namePatternOf(place.file)) : null,
    function: place?.function ? lastOf(namePatternOf(place.function)) : null,
  };
  if (bare.length > MAX_REMEMBERED_TEXT) return named;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(bare, named);
  return named;
}

/** What is equal for letters of one cause, and for no others; its digest names the group. */
export function keyOf(cause: Cause): string {
  const { sourceQueue, reason, errorType, pattern, file } = cause;
  return JSON.stringify([sourceQueue, reason, errorType, pattern, file, cause.function]);
}

/** “CardDeclined: card # was declined”; without an error the reason in words. */
export function sayCause({ sourceQueue, reason, errorType, pattern }: Cause): string {
  if (errorType === null) return pattern ?? reasonInWords({ reason, sourceQueue });
  return pattern === null ? shortName(errorType) : `${shortName(errorType)}: ${pattern}`;
}

function orNull(text: string): string | null {
  return text === '' ? null : plain(text, text.length);
}

/** The end of a path says more than its beginning. */
function lastOf(name: string): string {
  return plain(name.slice(-MAX_NAME), MAX_NAME);
}
