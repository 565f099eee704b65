// Lines of two bodies beside each other; below each other where it is narrow. Long equal stretches wait folded.
import { useMemo, useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { ComparedBodies, LinePair, SideLine } from '#lib/domain/compare-bodies.ts';
import { cutLong, findDifference, type Parts } from '#lib/domain/difference.ts';
import { countStretches, foldPairs, type Stretch } from '#lib/domain/fold-pairs.ts';
import { Differing, marks } from './compare-mark.tsx';

type Kind = ComparedBodies['kind'];

/** So many lines at first, and of one stretch; more when asked. */
const FIRST = 600;
const MORE = 300;

export function CompareLines({ kind, pairs }: { kind: Kind; pairs: readonly LinePair[] }) {
  const [lines, setLines] = useState(FIRST);
  const stretches = useMemo(() => foldPairs(pairs), [pairs]);
  const many = countStretches(stretches, lines, MORE);
  return (
    <div className="mono py-1 leading-[1.65]">
      {stretches.slice(0, many).map((stretch) => (
        <Lines key={keyOf(stretch.pairs[0])} stretch={stretch} kind={kind} />
      ))}
      {stretches.length > many && (
        <button type="button" className="link mx-3.5 my-2 font-sans" onClick={() => setLines(lines + FIRST)}>
          Show more differences
        </button>
      )}
    </div>
  );
}

function Lines({ stretch: { isFolded, pairs }, kind }: { stretch: Stretch; kind: Kind }) {
  const [many, setMany] = useState(isFolded ? 0 : MORE);
  const isMore = many < pairs.length;
  return (
    <>
      {(isFolded || isMore) && (
        <button
          type="button"
          className="my-0.5 block w-full bg-sunken px-3.5 py-1 text-left font-sans text-accent -outline-offset-2"
          aria-expanded={many > 0}
          onClick={() => setMany(isMore ? many + MORE : 0)}
          data-fold={pairs.length}
        >
          {isMore ? 'Show' : 'Fold'} {many > 0 && isMore && 'more of '}
          {countInWords(pairs.length, isFolded ? 'equal line' : 'line')}
        </button>
      )}
      {pairs.slice(0, many).map((pair) => (
        <Pair key={keyOf(pair)} pair={pair} kind={kind} />
      ))}
    </>
  );
}

function Pair({ pair: { mark, left, right }, kind }: { pair: LinePair; kind: Kind }) {
  const [ours, theirs] =
    mark === 'changed' && left && right ? findDifference(left.text, right.text) : [null, null];
  return (
    <div
      data-line={mark}
      className="grid grid-cols-[minmax(0,1fr)] md:grid-cols-2 md:[&>*+*]:border-l md:[&>*+*]:border-line"
    >
      <Side line={left} parts={ours} mark={mark} side="A" kind={kind} />
      <Side line={right} parts={theirs} mark={mark} side="B" kind={kind} />
    </div>
  );
}

const grounds = { A: 'bg-bad-soft', B: 'bg-good-soft' };

function Side({
  line,
  parts,
  mark,
  side,
  kind,
}: {
  line: SideLine | null;
  parts: Parts | null;
  mark: LinePair['mark'];
  side: 'A' | 'B';
  kind: Kind;
}) {
  // Where they stand below each other an equal line is shown once, and a line that is not there not at all.
  if (line === null) return <div className="bg-sunken max-md:hidden" />;
  const isSame = mark === 'same';
  const number = kind === 'hex' ? (line.at * 16).toString(16).padStart(6, '0') : String(line.at + 1);
  const sign = mark === 'changed' ? (side === 'A' ? '−' : '+') : marks[mark].sign;
  return (
    <div
      className={`flex min-w-0 ${isSame ? '' : grounds[side]} ${isSame && side === 'B' ? 'max-md:hidden' : ''}`}
    >
      <span
        aria-hidden="true"
        data-number={number}
        className="min-w-[52px] flex-none pr-2 pl-2 text-right text-ink-2 select-none before:content-[attr(data-number)]"
      />
      <span aria-hidden="true" className="w-4 flex-none font-bold select-none">
        {isSame ? '' : sign}
      </span>
      {!isSame && (
        <span className="sr-only">{mark === 'changed' ? `${side}, changed: ` : `only ${side}: `}</span>
      )}
      <span className="min-w-0 pr-2 whitespace-pre-wrap wrap-anywhere">
        {parts === null ? cutLong(line.text) : <Differing parts={parts} />}
      </span>
    </div>
  );
}

function keyOf(pair: LinePair | undefined): string {
  return `${pair?.left?.at ?? ''}|${pair?.right?.at ?? ''}`;
}
