// Whether two sides are the same, by a sign and a word as well as by colour; and what differs within a text.
import type { Mark } from '#lib/domain/compare.ts';
import { showBlanks, type Parts } from '#lib/domain/difference.ts';

const MIN_SHARED = 3;

export const marks: Record<Mark, { sign: string; word: string; tone: string }> = {
  same: { sign: '=', word: 'same', tone: '' },
  changed: { sign: '≠', word: 'changed', tone: 'wait' },
  left: { sign: '−', word: 'only A', tone: 'bad' },
  right: { sign: '+', word: 'only B', tone: 'good' },
};

export function MarkBadge({ mark }: { mark: Mark }) {
  const { sign, word, tone } = marks[mark];
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true" className="mono">
        {sign}
      </span>
      {word}
    </span>
  );
}

/** The part that is this side's own stands out by weight and line. */
export function Differing({ parts: { before, own, after } }: { parts: Parts }) {
  // All of it differs: a mark on everything would mark nothing.
  if ((before + after).trim().length < MIN_SHARED && own.trim() !== '') return before + own + after;
  return (
    <>
      {before}
      {own !== '' && (
        <mark className="bg-transparent font-bold text-ink underline decoration-2 underline-offset-2">
          {showBlanks(own)}
        </mark>
      )}
      {after}
    </>
  );
}
