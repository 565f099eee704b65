// What a convention is: how a framework marks the messages that failed, and what that tells.
import type { Inside } from './inside.ts';
import type { Death, Header, LetterError, Properties } from '#lib/domain/dead-letter.ts';

/** A letter as conventions read it. Getters: only what is asked for is looked into. */
export type Clues = {
  /** The dead-letter queue, and what the letter was delivered with. */
  queue: string;
  exchange: string;
  routingKey: string;
  properties: Properties;
  /** Top-level headers, those that some convention reads. */
  headers: readonly Header[];
  /** One of them by name; of two equal names the first. */
  header(name: string): Header | undefined;
  /** A header's text; null where it is missing or no UTF-8 text. */
  text(name: string): string | null;
  /** A header as a number, also one that is told as text; null where it is none. */
  number(name: string): number | null;
  deaths: readonly Death[];
  /** As it came, however large: look at its first bytes before anything else. */
  body: Uint8Array;
  /** The body as JSON, where it is an object or array of at most 64 KB that names a key of some convention; null otherwise. */
  json: unknown;
  /** The same as an object with its keys; null for anything else. */
  object: Readonly<Record<string, unknown>> | null;
};

export type Understanding = {
  /** Its name, as people know it. */
  convention: string;
  /** What it was recognised by, in words: "header rascal". */
  from: string;
  error?: Partial<LetterError>;
  /** ISO. */
  failedAt?: string | null;
  /** How often it was tried, this failure included. */
  attempts?: number | null;
  /** Message type or job name: what the message is, where a framework says it. */
  messageType?: string | null;
  /** Where it failed, for letters that RabbitMQ did not dead-letter itself, or whose x-death misleads. */
  sourceQueue?: string | null;
  exchange?: string | null;
  routingKey?: string | null;
  /** The service that owns the queue. */
  owner?: string | null;
  /** Of a message inside: the replay that it came back from. */
  cameFromReplayId?: string | null;
  /** What a replay cannot mend by itself: it would need a changed body. */
  warnings?: readonly string[];
};

/** What a replay of a letter of this convention leaves out or resets, so that the message does not fail at once. */
export type ReplayRule = {
  leavesOut?(name: string): boolean;
  /** Headers whose value is set anew: by name, the words for people, and what it becomes; null leaves it out. */
  resets?: Readonly<Record<string, HeaderReset>>;
};

export type HeaderReset = {
  /** As `dropped` says it: "header laravel.attempts set to 0". */
  words: string;
  /** As the page says it before: "attempts is set to 0". */
  onReplay: string;
  /** From and to a whole tagged value; null where there is nothing to reset. */
  reset(taggedValue: Uint8Array): Uint8Array | null;
};

/** What would have to change in a body so that it does not fail at once: offered, never done unasked. */
export type BodyChange = {
  /** "options.retries set to 0 in the body" */
  words: string;
  /** All but that stays byte for byte. Null where there is nothing to change, or it cannot surely be done. */
  change(body: Uint8Array): Uint8Array | null;
};

export type Convention = {
  name: string;
  /** 3: headers that nobody else writes. 2: a body or names of its own. 1: a shape that others may have. */
  certainty: 1 | 2 | 3;
  /** Headers that it reads, besides x-death: the others are not looked into while draining. */
  reads: readonly string[];
  /** Headers of which one must be there, where it is known by headers; it is not even asked otherwise. */
  marks?: readonly string[];
  /** Keys of its bodies: one that names none of all conventions' is not read as JSON. */
  bodyKeys?: readonly string[];
  recognise(clues: Clues): Omit<Understanding, 'convention'> | null;
  replay?: ReplayRule;
  bodyChange?: BodyChange;
  /** Where its letters are error messages with the failed message inside: that one. Null where it cannot be read. */
  unwrap?(clues: Clues, body: Uint8Array): Inside | null;
};
