// An export's lines, as text in pieces: NDJSON that restores letters, or CSV for people. One page of letters is held.
import { stillThere } from '#lib/auth/actor.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import { makeValueReader, MAX_LOOKED_INTO, wantBody } from '#lib/domain/column-values.ts';
import { usualCells } from '#lib/domain/columns.ts';
import { writeCsvLine } from '#lib/domain/csv.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import { EXPORT_VERSION, type ExportedLetter, type ExportHeader } from '#lib/domain/letter-export.ts';
import { readBodyPieces } from '#lib/store/bodies.ts';
import { readExportPage, readNotesToExport, type LetterToExport } from '#lib/store/export-letters.ts';

export type Lines = {
  /** In pieces; ends after the last letter. */
  text: AsyncGenerator<string>;
  /** How many letters were written so far. */
  count(): number;
};

/** In characters of a spreadsheet's cell. */
const MAX_CELL = 32_000;
const MAX_INLINE = 1024 * 1024;

export function writeNdjson(actor: Visitor, filter: DeadLetterFilter): Lines {
  let letters = 0;
  async function* write() {
    const header: ExportHeader = {
      letterthief: 'dead letters',
      version: EXPORT_VERSION,
      exportedAt: new Date().toISOString(),
      filter,
    };
    yield `${JSON.stringify(header)}\n`;
    for await (const one of readAll(actor, filter, MAX_INLINE)) {
      yield* writeLetter(actor, one);
      letters += 1;
    }
    yield `${JSON.stringify({ end: true, letters })}\n`;
  }
  return { text: write(), count: () => letters };
}

export function writeCsv(actor: Visitor, filter: DeadLetterFilter, columns?: readonly string[]): Lines {
  let letters = 0;
  async function* write() {
    const chosen = columns ?? usualCells;
    const readValues = makeValueReader(chosen, MAX_CELL);
    yield writeCsvLine(chosen);
    for await (const one of readAll(actor, filter, wantBody(chosen) ? MAX_LOOKED_INTO : 0)) {
      const values = readValues({ ...one, isKeptRaw: one.keptRawBecause !== null });
      yield writeCsvLine(
        chosen.map((name) => values[name]?.text ?? (values[name]?.why ? `(${values[name].why})` : null)),
      );
      letters += 1;
    }
  }
  return { text: write(), count: () => letters };
}

/** Who asks is asked for again at each page: whoever may see less by now is given less. */
async function* readAll(
  actor: Visitor,
  filter: DeadLetterFilter,
  maxBody: number,
): AsyncGenerator<LetterToExport> {
  let below: string | null = null;
  for (;;) {
    const now = below === null ? actor : await stillThere(actor);
    const page: Awaited<ReturnType<typeof readExportPage>> = await readExportPage(now, filter, {
      below,
      maxBody,
    });
    yield* page.letters;
    below = page.letters.at(-1)?.letter.id ?? null;
    if (page.isLast || below === null) return;
  }
}

async function* writeLetter(actor: Visitor, one: LetterToExport): AsyncGenerator<string> {
  const { letter, keptRawBecause, replays } = one;
  const { id, arrivedAt, status, lastOutcome, redelivered, redeliveries, isPerhapsTwo, bodyBytes, ...rest } =
    letter;
  const { deadLetterQueue: queue, notes, ...readable } = rest;
  const facts: ExportedLetter & { readable: object } = {
    id,
    arrivedAt,
    queue,
    status,
    lastOutcome,
    redelivered,
    redeliveries,
    isPerhapsTwo,
    keptRawBecause,
    delivered: { exchange: base64(one.deliveredExchange), routingKey: base64(one.deliveredRoutingKey) },
    propertyBytes: base64(one.propertyBytes),
    readable,
    notes: notes === 0 ? [] : await readNotesToExport(actor, id),
    replays,
    bodyBytes,
  };
  yield `${JSON.stringify(facts).slice(0, -1)},"body":"`;
  if (one.body !== null) yield base64(one.body);
  else if (bodyBytes > 0) yield* encodePieces(readBodyPieces(actor, id), bodyBytes);
  yield '"}\n';
}

/** n.b. Base64 takes three bytes at a time: what is left of a piece goes before the next. */
async function* encodePieces(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<string> {
  let left: Uint8Array = new Uint8Array();
  let seen = 0;
  for await (const piece of pieces) {
    seen += piece.byteLength;
    const bytes = Buffer.concat([left, piece]);
    const whole = bytes.byteLength - (bytes.byteLength % 3);
    yield base64(bytes.subarray(0, whole));
    left = bytes.subarray(whole);
  }
  if (seen !== size) throw new Error('a body ended before its end: its letter was deleted meanwhile');
  yield base64(left);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
