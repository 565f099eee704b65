// A dead letter as pages and the REST API show it. Everything here is JSON as it stands.

import type { Obstacle } from './obstacles.ts';

export const letterStatuses = ['open', 'replaying', 'replayed', 'discarded'] as const;
export type LetterStatus = (typeof letterStatuses)[number];

/** One entry of a header table. 64-bit integers and timestamps are strings, bytes are base64. */
export type Header = { name: string } & HeaderValue;

/**
 * A typed value of a header table. A table's value is a list of Header, an array's a list of HeaderValue.
 * `encoding` stands where bytes had to be shown as base64 though the type alone does not say so (a longstr
 * that is not UTF-8, a tag nobody knows).
 */
export type HeaderValue = { type: HeaderType; value: unknown; encoding?: 'base64' };

export type HeaderType =
  | 'boolean'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double'
  | 'decimal'
  | 'longstr'
  | 'bytes'
  | 'array'
  | 'table'
  | 'timestamp'
  | 'void'
  | 'unknown';

/** The properties of basic (AMQP 0-9-1, 1.8.1) but for headers; absent ones are left out. timestamp is a decimal string. */
export type Properties = {
  contentType?: string;
  contentEncoding?: string;
  deliveryMode?: number;
  priority?: number;
  correlationId?: string;
  replyTo?: string;
  expiration?: string;
  messageId?: string;
  timestamp?: string;
  type?: string;
  userId?: string;
  appId?: string;
  clusterId?: string;
};

/** One x-death entry. Anything may be missing: old brokers and other tools write them too. */
export type Death = {
  queue: string;
  reason: string;
  count: number;
  /** Null where the entry names none, or one that is no text. */
  exchange: string | null;
  /** As text; with U+FFFD where it is not UTF-8. */
  routingKeys: string[];
  /** When the first death of this queue and reason happened (repeats only raise the count), ISO 8601. */
  firstDiedAt: string | null;
  /** The per-message TTL in ms that was removed at that death. */
  originalExpiration: string | null;
};

/** Where a letter was when it died in its source queue; null where x-death does not say. */
export type Origin = {
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
  reason: string | null;
};

export type LetterError = { type: string | null; message: string | null; stack: string | null };

/** A letter in the inbox. */
export type DeadLetterSummary = {
  id: string;
  status: LetterStatus;
  /** The outcome of the last replay, while the letter stands open again. */
  lastOutcome: ReplayStage | null;
  deadLetterQueue: string;
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
  reason: string | null;
  deaths: number;
  errorType: string | null;
  errorMessage: string | null;
  properties: Properties;
  /** In a list only those that are small. */
  headers: Header[];
  /** There are more: the letter by itself has them all. */
  areHeadersCut?: true;
  bodyBytes: number;
  redelivered: boolean;
  /** How often the broker delivered it again after it was stored. */
  redeliveries: number;
  /** An equal letter may have been taken for this one, or this one may be a second copy of another. */
  isPerhapsTwo: boolean;
  /** The letter that this one was before it was tried again. */
  cameFrom: CameFrom | null;
  arrivedAt: string;
};

export type CameFrom = { replayId: string; deadLetterId: string | null; isSameQueue: boolean };

/** A letter's own page. */
export type DeadLetterDetail = DeadLetterSummary & {
  errorStack: string | null;
  journey: Death[];
  /** Headers for which RabbitMQ would not take a replay, unless they are left out. */
  obstacles: Obstacle[];
  deliveredExchange: string;
  deliveredRoutingKey: string;
  keptRawBecause: string | null;
  alert: AlertView;
  replays: ReplayView[];
  /** Letters that died after a replay of this one. */
  cameBack: { id: string; replayId: string; isSameQueue: boolean; arrivedAt: string }[];
};

export type AlertView =
  | { state: 'not_configured' }
  | { state: 'waiting' | 'failed'; channel: string; problem: string | null }
  | { state: 'posted'; channel: string; postedAt: string; covers: number; unanswered: number };

export const replayStages = [
  'asked',
  'claimed',
  'publishing',
  'confirmed',
  'returned',
  'nacked',
  'refused',
  'unknown',
  'cancelled',
] as const;
export type ReplayStage = (typeof replayStages)[number];

export type ReplayView = {
  id: string;
  deadLetterId: string;
  stage: ReplayStage;
  toKind: 'origin' | 'queue' | 'exchange';
  exchange: string;
  routingKey: string;
  askedBy: string;
  askedAt: string;
  settledAt: string | null;
  /** What the broker or the plan said, in words. */
  detail: string | null;
  /** Headers and properties that were left out. */
  dropped: string[];
};

export type QueueView = {
  name: string;
  state: 'draining' | 'missing' | 'refused' | 'waiting';
  problem: string | null;
  depth: number | null;
  consumers: number | null;
  seenAt: string | null;
  lastLetterAt: string | null;
  lettersPerMinute: number;
  openLetters: number;
};
