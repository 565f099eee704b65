// What is to be known about the part of a body that is shown, and the way to the rest.
import { bytesInWords } from '#lib/domain/amount-words.ts';
import { MAX_SHOWN_BYTES, type BodyOfLetter, type BodyState } from './use-body.ts';

export function BodyNotes({ body, state, unread }: { body: BodyOfLetter; state: BodyState; unread: number }) {
  const notes: React.ReactNode[] = [];
  if (body.bodyBytes === 0) notes.push('The body is empty: 0 bytes.');
  if (!state.isWhole) {
    notes.push(
      <>
        The first {bytesInWords(state.raw.length)} of {bytesInWords(body.bodyBytes)}.{' '}
        {body.bodyBytes <= MAX_SHOWN_BYTES ? (
          <button
            type="button"
            className="link"
            aria-disabled={state.isLoading}
            onClick={() => !state.isLoading && state.load()}
            data-load-body
          >
            {state.isLoading ? 'Loading…' : `Load all (${bytesInWords(body.bodyBytes)})`}
          </button>
        ) : (
          `More than ${bytesInWords(MAX_SHOWN_BYTES)} are not shown here: download it.`
        )}
      </>,
    );
  }
  if (state.unpacked?.isCut) notes.push(`Unpacked up to ${bytesInWords(MAX_SHOWN_BYTES)}; there is more.`);
  if (state.unpacked?.fault && state.isWhole)
    notes.push(`It cannot be unpacked to its end (${state.unpacked.fault}).`);
  if (unread > 0)
    notes.push(
      `${unread.toLocaleString('en-US')} characters could not be read and show as \uFFFD. The bytes are kept: see Hex.`,
    );
  if (state.fault !== null) notes.push(state.fault);
  if (notes.length === 0) return null;
  return (
    <div
      aria-live="polite"
      className="border-b border-line bg-sunken px-3.5 py-2 text-ink-2 last:rounded-b-md last:border-0"
    >
      {notes.map((note, index) => (
        <p key={index}>{note}</p>
      ))}
    </div>
  );
}
