'use client';
// Two bodies compared, in the browser: gzip unpacked, the rest fetched, both within bounds, and what is left out is said.
import { useEffect, useMemo } from 'react';
import { bytesInWords, countInWords } from '#lib/domain/amount-words.ts';
import { compareBodies, type ComparedBodies } from '#lib/domain/compare-bodies.ts';
import { useIsLive } from './clock.tsx';
import { CompareLines } from './compare-lines.tsx';
import { Panel } from './panel.tsx';
import { useBody, type BodyOfLetter, type BodyState } from './use-body.ts';

/** Of a longer one the head that came with the page is compared; of one that unpacks to more, so much. */
const MAX_BYTES = 1024 * 1024;
const nothing = new Uint8Array();

export function CompareBodies({ left, right }: { left: BodyOfLetter; right: BodyOfLetter }) {
  const ours = useSide(left);
  const theirs = useSide(right);
  const isLive = useIsLive();
  const isReady = isLive && ours.isReady && theirs.isReady;
  const compared = useMemo(
    () => (isReady ? compareBodies(ours.body, theirs.body) : null),
    // oxlint-disable-next-line react/exhaustive-deps -- the bytes are what is compared; the objects around them are new each time
    [isReady, ours.body.bytes, theirs.body.bytes, ours.body.isWhole, theirs.body.isWhole],
  );
  const notes = [...ours.notes.map((note) => `A: ${note}`), ...theirs.notes.map((note) => `B: ${note}`)];
  return (
    <Panel
      title="Bodies"
      name="bodies"
      beside={compared !== null && <span className="text-ink-3">{sum(compared)}</span>}
    >
      {(notes.length > 0 || (compared?.firstLines ?? null) !== null) && (
        <div aria-live="polite" className="border-b border-line bg-sunken px-3.5 py-2 text-ink-2">
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
          {compared?.firstLines != null && <p>{sayFirst(compared.firstLines)}</p>}
        </div>
      )}
      {compared === null ? (
        <div className="h-40 px-3.5 py-3 text-ink-3">Comparing…</div>
      ) : compared.pairs.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">Both are empty.</p>
      ) : (
        <CompareLines key={compared.pairs.length} kind={compared.kind} pairs={compared.pairs} />
      )}
    </Panel>
  );
}

function useSide(letter: BodyOfLetter) {
  const state = useBody(letter);
  const isWanted = !state.isWhole && letter.bodyBytes <= MAX_BYTES;
  useEffect(() => {
    if (isWanted) void state.load();
    // oxlint-disable-next-line react/exhaustive-deps -- once for each letter
  }, [letter.letterId, isWanted]);
  const isUnpacking = state.isPacked && state.unpacked === null;
  const isLoading = isWanted && state.fault === null;
  const all = state.isPacked ? (state.unpacked?.bytes ?? nothing) : state.raw;
  const bytes = useMemo(() => all.subarray(0, MAX_BYTES), [all]);
  const isWhole = state.isWhole && bytes.length === all.length && (state.unpacked?.isCut ?? false) === false;
  return {
    isReady: !isUnpacking && !isLoading,
    body: { bytes, contentType: letter.contentType, isWhole },
    notes: isUnpacking || isLoading ? [] : listNotes(letter, state, bytes),
  };
}

function listNotes(
  { bodyBytes }: BodyOfLetter,
  { isWhole, isPacked, raw, unpacked, fault }: BodyState,
  bytes: Uint8Array,
) {
  const notes: string[] = [];
  if (!isWhole)
    notes.push(`only the first ${bytesInWords(raw.length)} of ${bytesInWords(bodyBytes)} are compared.`);
  if (isPacked) notes.push(`unpacked from gzip, ${bytesInWords(bytes.length)}.`);
  if (unpacked !== null && (unpacked.isCut || unpacked.bytes.length > bytes.length))
    notes.push(`only the first ${bytesInWords(bytes.length)} of what it unpacks to are compared.`);
  if (unpacked?.fault && isWhole) notes.push(`it cannot be unpacked to its end (${unpacked.fault}).`);
  if (fault !== null) notes.push(fault);
  return notes;
}

function sayFirst(lines: number): string {
  return `The first ${countInWords(lines, 'line')} of each are compared: the bodies are too long, or too different, for more.`;
}

function sum({ pairs, isSameBytes }: ComparedBodies): string {
  if (isSameBytes) return 'equal, byte for byte';
  const differing = pairs.filter(({ mark }) => mark !== 'same').length;
  return differing === 0
    ? 'no line differs; white space may'
    : `${countInWords(differing, 'line')} differ${differing === 1 ? 's' : ''}`;
}
