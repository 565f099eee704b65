// What a route is, as data: routes are made from it, checked by it, and described by it in the OpenAPI document.
import { z } from 'zod';
import type { Role } from '#lib/domain/actor.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An answer that is no JSON. */
export type Media = { media: string; binary?: boolean };

export type Operation = {
  method: Method;
  /** As in the OpenAPI document: /api/v1/dead-letters/{id}. */
  path: string;
  /** Who may call it; what letters they may see and act on, the store's verbs ask. */
  may: Role | 'anyone';
  tag: 'letters' | 'groups' | 'replays' | 'alerts' | 'people' | 'works';
  summary: string;
  /** Search parameters; an unknown one is refused. */
  query?: z.ZodObject;
  /** A JSON body, of at most `maxBytes` (1 MB). */
  body?: z.ZodType;
  maxBytes?: number;
  /** Instead of JSON: a body of this type, which is read as it comes, and which nobody bounds but who reads it. */
  upload?: string;
  /** For probes, which know no name of ours. */
  allowsAnyHost?: boolean;
  /** By status; null for an answer without a body. Refusals stand in openapi.ts. */
  answers: Readonly<Record<number, z.ZodType | Media | null>>;
  /** Slack calls it: its signature is checked. */
  isSigned?: boolean;
  /** Its body holds passwords: no Idempotency-Key, since the digest of a request is stored, and could be guessed at. */
  bearsPassword?: boolean;
  /** It takes If-Match, and answers with an ETag. */
  hasVersion?: boolean;
};

/** In bytes: more than any body of a form of ours. */
export const SMALL = 16 * 1024;

/** A list that is given whole. */
export const itemsOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
