// An export of letters as NDJSON: a line that begins it, one a letter, a line that ends it. What is needed to restore a letter
// byte for byte is its own; `readable` is for people and derived anew. `body` stands last, so that it can be written and read in pieces.
import { z } from 'zod';
import { letterStatuses, replayStages } from './dead-letter.ts';
import { replayView } from './letter-schemas.ts';

export const exportFormats = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const EXPORT_VERSION = 1;

/** In bytes. RabbitMQ takes messages of at most 512 MB, and 16 MB unless it is told otherwise. */
export const MAX_BODY = 150 * 1024 * 1024;
/** Of a line without its body. */
export const MAX_LINE = 8 * 1024 * 1024;

/** In characters: 255 bytes, and a header frame of 1 MB. */
const bytes = (max: number) => z.string().max(max).refine(isBase64, 'is not base64');
const name = bytes(340);
const properties = bytes(1_400_000);
const uuid = z.uuid().toLowerCase();
/** What Postgres can hold. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !/[\0\p{Surrogate}]/u.test(value), 'holds a NUL, or half a character');
const time = z.iso.datetime();
const count = z.number().int().min(0).max(2_000_000_000);

export const exportHeader = z.object({
  letterthief: z.literal('dead letters'),
  version: z.literal(EXPORT_VERSION),
  exportedAt: time,
  filter: z.record(z.string(), z.unknown()),
});
export type ExportHeader = z.infer<typeof exportHeader>;

/** Whether a file that begins with this line is one that this version reads. */
export function beginsExport(line: string): boolean {
  try {
    return exportHeader.safeParse(JSON.parse(line)).success;
  } catch {
    return false;
  }
}

export const exportTrailer = z.object({ end: z.literal(true), letters: count });

const exportedNote = z.object({
  id: uuid,
  at: time,
  changedAt: time.nullable(),
  version: count,
  byKind: z.enum(['person', 'token', 'worker', 'system']),
  byId: text(200).nullable(),
  by: text(400),
  text: text(4000),
});
export type ExportedNote = z.infer<typeof exportedNote>;

const exportedReplay = z.object({
  id: uuid,
  stage: z.enum(replayStages),
  toKind: replayView.shape.toKind,
  exchange: text(255),
  routingKey: text(255),
  askedBy: text(400),
  askedAt: time,
  settledAt: time.nullable(),
  detail: text(10_000).nullable(),
  dropped: z.array(text(1000)).max(1000),
});
export type ExportedReplay = z.infer<typeof exportedReplay>;

export const exportedLetter = z.object({
  id: uuid,
  arrivedAt: time,
  queue: text(255),
  status: z.enum(letterStatuses),
  lastOutcome: z.enum(replayStages).nullable(),
  redelivered: z.boolean(),
  redeliveries: count,
  isPerhapsTwo: z.boolean(),
  keptRawBecause: text(1000).nullable(),
  delivered: z.object({ exchange: name, routingKey: name }),
  propertyBytes: properties,
  notes: z.array(exportedNote).max(200),
  replays: z.array(exportedReplay).max(50),
  bodyBytes: z.number().int().min(0).max(MAX_BODY),
});
export type ExportedLetter = z.infer<typeof exportedLetter>;

/** Ids are made at arrival, and lists go by them: one that tells of another time would stand in the wrong place. */
export function isOfItsTime({ id, arrivedAt }: Pick<ExportedLetter, 'id' | 'arrivedAt'>): boolean {
  const made = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  return id.charAt(14) === '7' && Math.abs(made - Date.parse(arrivedAt)) <= 60_000;
}

function isBase64(value: string): boolean {
  return value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}
