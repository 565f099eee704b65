// One line of a body: its number, a way to fold what lies deeper, its tokens. Nothing in it is executed or linked.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { mayUnfold, unfold } from '#lib/domain/body/unfold.ts';
import type { ShownLine, ShownToken } from '#lib/domain/body/window.ts';
import { BodyInside } from './body-inside.tsx';

const MAX_DEPTH = 60;
const colours: Record<ShownToken['kind'], string> = {
  key: 'text-accent',
  string: 'text-good',
  number: 'text-wait',
  word: 'text-bad',
  mark: '',
  bad: 'bg-bad-soft text-bad',
  bytes: 'text-ink-2',
  note: 'text-ink-3',
  plain: '',
};

export type LineProps = {
  line: ShownLine;
  sought: string;
  isFound: boolean;
  /** The one among those found that is looked at. */
  isCurrent: boolean;
  /** Null where nothing lies deeper. */
  isFolded: boolean | null;
  onFold: (at: number) => void;
};

export const BodyLine = memo(function BodyLine(props: LineProps) {
  const { line, sought, isFound, isCurrent, isFolded, onFold } = props;
  const Icon = isFolded ? ChevronRight : ChevronDown;
  return (
    <div
      className={`flex pr-3.5 ${isCurrent ? 'bg-accent-soft' : isFound ? 'bg-wait-soft' : ''}`}
      data-line={line.at}
      data-current={isCurrent || undefined}
    >
      <span className="sticky left-0 flex min-w-[68px] flex-none justify-end bg-panel select-none">
        <span
          aria-hidden="true"
          data-number={line.number}
          className="pl-3.5 text-right text-ink-3 before:content-[attr(data-number)]"
        />
        {isFolded === null ? (
          <span className="w-4" />
        ) : (
          <button
            type="button"
            tabIndex={-1}
            data-fold
            aria-expanded={!isFolded}
            aria-label={`Line ${line.number}`}
            className="w-4 text-ink-3 hover:text-ink"
            onClick={() => onFold(line.at)}
          >
            <Icon size={12} aria-hidden="true" />
          </button>
        )}
      </span>
      <span className="isolate min-w-0">
        {'  '.repeat(Math.min(line.depth, MAX_DEPTH))}
        {line.tokens.map((token, index) => (
          <Token key={index} token={token} sought={sought} />
        ))}
        {isFolded && <span className="text-ink-3"> …</span>}
      </span>
    </div>
  );
});

function Token({ token, sought }: { token: ShownToken; sought: string }) {
  const { kind, text, cutChars = 0 } = token;
  return (
    <>
      {kind === 'string' && cutChars === 0 && mayUnfold(text) && <Inside literal={text} />}
      <span className={colours[kind]}>
        <Sought text={text} sought={sought} />
      </span>
      {cutChars > 0 && (
        <span className="font-sans text-ink-3"> … {cutChars.toLocaleString('en-US')} more characters</span>
      )}
    </>
  );
}

function Sought({ text, sought }: { text: string; sought: string }) {
  if (sought === '') return text;
  const parts: React.ReactNode[] = [];
  const lower = text.toLowerCase();
  const wanted = sought.toLowerCase();
  let from = 0;
  // n.b. where capitals are of another length, a place cannot be told.
  for (
    let at = lower.length === text.length ? lower.indexOf(wanted) : -1;
    at !== -1;
    at = lower.indexOf(wanted, from)
  ) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return parts.length === 0 ? text : [...parts, text.slice(from)];
}

/** A message inside of a text, unfolded when asked. */
function Inside({ literal }: { literal: string }) {
  const [isOpen, setOpen] = useState(false);
  const [inside] = useState(() => unfold(literal));
  if (inside === null) return null;
  return (
    <>
      <button
        type="button"
        className="link font-sans"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        data-unfold
      >
        {isOpen ? 'Fold' : `Unfold the ${inside.what}`}
      </button>
      {isOpen ? <BodyInside body={inside.body} /> : ' '}
    </>
  );
}
