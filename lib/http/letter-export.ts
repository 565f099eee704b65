// Streams an export: as fast as it is read, in bounded memory, and no longer than somebody reads it. The audit remembers who took what.
import type { Visitor } from '#lib/domain/actor.ts';
import type { DeadLetterFilter } from '#lib/domain/filter.ts';
import type { ExportFormat } from '#lib/domain/letter-export.ts';
import { note } from '#lib/store/act.ts';
import { inTurn } from '#lib/store/turns.ts';
import { writeCsv, writeNdjson, type Lines } from './export-lines.ts';

export type Asked = { format: ExportFormat; columns?: readonly string[] | undefined } & DeadLetterFilter;

const CHUNK = 64 * 1024;
const mediaOf: Record<ExportFormat, string> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
};

/** Answers when the first page was read: a refusal is still one. Throws too_many. */
export function exportLetters(
  actor: Visitor,
  { format, columns, ...filter }: Asked,
  { signal }: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    inTurn(actor, 'exports', async () => {
      const lines = format === 'csv' ? writeCsv(actor, filter, columns) : writeNdjson(actor, filter);
      const details = { format, filter, ...(columns === undefined ? {} : { columns }) };
      const chunks = gather(lines);
      const first = await chunks.next();
      await note(actor, { act: 'letters.export', details: { ...details, begins: true } });
      const isWhole = await new Promise<boolean>((end) => {
        // Of an answer that nobody waits for any more, nobody says so to its stream.
        signal.addEventListener('abort', () => end(false), { once: true });
        if (signal.aborted) end(false);
        const headers = {
          'content-type': mediaOf[format],
          'content-disposition': `attachment; filename="letterthief-letters.${format}"`,
          'cache-control': 'private, no-store',
        };
        resolve(new Response(streamOf(chunks, first, end), { headers }));
      });
      await note(actor, { act: 'letters.export', details: { ...details, letters: lines.count(), isWhole } });
    }).catch(reject);
  });
}

/** `end` is told once: whether all was given. */
function streamOf(
  chunks: AsyncGenerator<Uint8Array>,
  first: IteratorResult<Uint8Array, unknown>,
  end: (isWhole: boolean) => void,
): ReadableStream<Uint8Array> {
  let next: IteratorResult<Uint8Array, unknown> | null = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = next ?? (await chunks.next());
        next = null;
        if (!done) return controller.enqueue(value as Uint8Array);
        controller.close();
        end(true);
      } catch (error) {
        controller.error(error);
        end(false);
      }
    },
    async cancel() {
      end(false);
      await chunks.return(undefined);
    },
  });
}

/** Lines are small, and each chunk costs a turn of the event loop. */
async function* gather({ text }: Lines): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let held: string[] = [];
  let size = 0;
  for await (const piece of text) {
    held.push(piece);
    size += piece.length;
    if (size < CHUNK) continue;
    yield encoder.encode(held.join(''));
    held = [];
    size = 0;
  }
  yield encoder.encode(held.join(''));
}
