// Reads an uploaded export line by line and stores its letters, batch by batch: what is whole is imported, however it ends.
import { stillThere } from '#lib/auth/actor.ts';
import type { Visitor } from '#lib/domain/actor.ts';
import { beginsExport, exportedLetter, exportTrailer, isOfItsTime } from '#lib/domain/letter-export.ts';
import { MOST_TOLD, type ImportResult } from '#lib/domain/letter-import.ts';
import { AppError } from '#lib/errors.ts';
import { note } from '#lib/store/act.ts';
import { openImport, storeImported, type LetterToImport } from '#lib/store/import-letters.ts';
import { inTurn } from '#lib/store/turns.ts';
import { readLines, type Line } from './import-lines.ts';

const BATCH = 500;
const BATCH_BYTES = 8 * 1024 * 1024;
/** An id made ahead of our clock would stand above all that comes. */
const AHEAD_MS = 3_600_000;

/** Throws invalid_input where it is no export, too_many where another import is under way. */
export function importLetters(actor: Visitor, { body }: Request): Promise<ImportResult> {
  return inTurn(actor, 'imports', async () => {
    const lines = readLines(body ?? new Blob([]).stream());
    const first = await lines.next();
    requireHeader(first.done ? null : first.value);
    const session = await openImport(actor);
    await note(actor, { act: 'letters.import', details: { session } });
    const result: ImportResult = {
      imported: 0,
      alreadyThere: 0,
      refused: [],
      refusedCount: 0,
      isWhole: false,
    };
    try {
      await importAll(actor, session, lines, result);
    } finally {
      const { imported, alreadyThere, refusedCount: refused, isWhole } = result;
      await note(actor, {
        act: 'letters.import',
        details: { session, imported, alreadyThere, refused, isWhole },
      });
    }
    return result;
  });
}

async function importAll(
  actor: Visitor,
  session: string,
  lines: AsyncIterable<Line>,
  result: ImportResult,
): Promise<void> {
  let batch: LetterToImport[] = [];
  let bytes = 0;
  let letters = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    // An import may take long: who may less by now ends here.
    const done = await storeImported(await stillThere(actor), session, batch);
    result.imported += done.imported;
    result.alreadyThere += done.alreadyThere;
    for (const one of done.refused) refuse(result, one.line, one.why);
    batch = [];
    bytes = 0;
  };
  for await (const line of lines) {
    const read = result.isWhole ? 'stands after the end' : readLetter(line);
    if (typeof read === 'object' && 'end' in read) {
      result.isWhole = read.letters === letters;
      continue;
    }
    letters += 1;
    if (typeof read === 'string') {
      refuse(result, line.number, read);
      continue;
    }
    batch.push(read);
    bytes += read.body.byteLength + 2 * read.letter.propertyBytes.length;
    if (batch.length >= BATCH || bytes >= BATCH_BYTES) await flush();
  }
  await flush();
}

function requireHeader(line: Line | null): void {
  if (line !== null && 'json' in line && beginsExport(line.json)) return;
  throw new AppError(
    'invalid_input',
    'body: line 1 does not begin an export of letters that this version reads',
    {
      details: { field: 'body' },
    },
  );
}

/** A letter, the end, or why it is neither. */
function readLetter(line: Line): LetterToImport | { end: true; letters: number } | string {
  if ('fault' in line) return line.fault;
  const json = parse(line.json);
  if (json === null) return 'is not JSON, or cut off';
  const trailer = exportTrailer.safeParse(json);
  if (trailer.success) return trailer.data;
  const checked = exportedLetter.safeParse(json);
  const [fault] = checked.error?.issues ?? [];
  if (!checked.success) return `${fault?.path.join('.')}: ${fault?.message}`;
  const letter = checked.data;
  const body = line.body ?? Buffer.from(String((json as { body?: unknown }).body ?? ''), 'base64');
  if (body.byteLength !== letter.bodyBytes) return 'body: is not as long as bodyBytes says';
  if (!isOfItsTime(letter)) return 'id: was not made when arrivedAt says';
  if (Date.parse(letter.arrivedAt) > Date.now() + AHEAD_MS) return 'arrivedAt: is yet to come';
  return { line: line.number, letter, body };
}

function parse(json: string): unknown {
  try {
    return Object(JSON.parse(json));
  } catch {
    return null;
  }
}

function refuse(result: ImportResult, line: number, why: string): void {
  result.refusedCount += 1;
  if (result.refused.length < MOST_TOLD) result.refused.push({ line, why });
}
