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

/** Where it went wrong. */
export type Place = Pick<Cause, 'file' | 'function'>;

const MAX_NAME = 300;

export function causeOf({ errorStack, ...caused }: Caused): Cause {
  const place = errorStack === null ? null : placeIn(bareStack(errorStack, caused.errorMessage));
  return causeAt(caused, place);
}

/** Where the place is known: in a flood many letters failed at the same one. */
export function causeAt(caused: Omit<Caused, 'errorStack'>, place: Place | null): Cause {
  const { sourceQueue, reason, errorType, errorMessage } = caused;
  return {
    sourceQueue,
    reason,
    errorType,
    pattern: orNull(patternOf(errorMessage ?? '')),
    file: place?.file ?? null,
    function: place?.function ?? null,
  };
}

/** A stack without the message, which differs from letter to letter. The store does the same (lib/store/group-places.ts). */
export function bareStack(stack: string, message: string | null): string {
  return message ? stack.replaceAll(`: ${message}`, '') : stack;
}

export function placeIn(bare: string): Place {
  const place = firstOwnFrame(bare);
  return {
    file: place?.file ? lastOf(namePatternOf(place.file)) : null,
    function: place?.function ? lastOf(namePatternOf(place.function)) : null,
  };
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
