'use client';
// Two bodies compared, in the browser; what is left out is said.
import { useMemo } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import { compareBodies, type BodyToCompare, type ComparedBodies } from '#lib/domain/compare-bodies.ts';
import { useIsLive } from './clock.tsx';
import { CompareLines } from './compare-lines.tsx';
import { Panel } from './panel.tsx';

type Side = BodyToCompare & { notes: string[] };

export function CompareBodies({ left, right }: { left: Side; right: Side }) {
  const isLive = useIsLive();
  const compared = useMemo(() => (isLive ? compareBodies(left, right) : null), [isLive, left, right]);
  const notes = [...left.notes.map((note) => `A: ${note}`), ...right.notes.map((note) => `B: ${note}`)];
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
