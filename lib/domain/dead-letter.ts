// A dead letter as pages and the REST API show it. Everything here is JSON as it stands.

import type { z } from 'zod';
import type * as schemas from './letter-schemas.ts';
import type * as message from './message-schemas.ts';

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

export type HeaderType = (typeof message.headerTypes)[number];

/** Absent ones are left out. timestamp is a decimal string. */
export type Properties = z.infer<typeof message.properties>;

/** One x-death entry. Anything may be missing: old brokers and other tools write them too. */
export type Death = z.infer<typeof message.death>;

/** Where a letter was when it died in its source queue; null where x-death does not say. */
export type Origin = {
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
  reason: string | null;
};

export type LetterError = { type: string | null; message: string | null; stack: string | null };

/** A letter in the inbox. */
export type DeadLetterSummary = z.infer<typeof schemas.deadLetterSummary>;

/** A letter's own page. */
export type DeadLetterDetail = z.infer<typeof schemas.deadLetterDetail>;

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

export type ReplayView = z.infer<typeof schemas.replayView>;

export type QueueView = z.infer<typeof schemas.queueView>;
