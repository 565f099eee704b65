'use client';
// Numbered lines, so many at a time that the page stays quick however long the body.
import { memo, useState, type ReactNode } from 'react';
import { ScrollBox } from './scroll-box.tsx';

export type BodyLine = { number: string; content: ReactNode };
type Shown = { parts: BodyLine[][]; rest: Iterator<BodyLine>; next: BodyLine | null };

const FIRST = 400;
const MORE = 1000;

/** `open` begins the lines from the top; they are taken as they are asked for. Another body is another key. */
export function BodyLines({ label, open }: { label: string; open: () => Iterator<BodyLine> }) {
  const [shown, setShown] = useState(() => takeMore({ parts: [], rest: open(), next: null }, FIRST));
  return (
    <>
      <ScrollBox label={label} className="mono max-h-[70vh] overflow-auto py-2 leading-[1.65] whitespace-pre">
        <div className="w-max min-w-full">
          {shown.parts.map((lines) => (
            <Part key={lines[0]?.number} lines={lines} />
          ))}
        </div>
      </ScrollBox>
      {shown.next !== null && (
        <div className="border-t border-line px-3.5 py-2">
          <button
            type="button"
            className="link"
            onClick={() => setShown(takeMore(shown, MORE))}
            data-more-lines
          >
            Show more lines
          </button>
        </div>
      )}
    </>
  );
}

const Part = memo(function Part({ lines }: { lines: BodyLine[] }) {
  return lines.map(({ number, content }) => (
    <div key={number} className="flex pr-3.5">
      <span
        aria-hidden="true"
        data-number={number}
        className="sticky left-0 min-w-[52px] flex-none bg-panel pr-3 pl-3.5 text-right text-ink-3 select-none before:content-[attr(data-number)]"
      />
      <span className="isolate">{content}</span>
    </div>
  ));
});

/** What is left of a huge line. */
export function CutChars({ count }: { count: number }) {
  if (count === 0) return null;
  return <span className="font-sans text-ink-3"> … {count.toLocaleString('en-US')} more characters</span>;
}

/** Looks one line ahead, so that "more" is offered only where there is more. */
function takeMore({ parts, rest, next }: Shown, count: number): Shown {
  const lines = next === null ? [] : [next];
  while (lines.length <= count) {
    const taken = rest.next();
    if (taken.done === true) return { parts: [...parts, lines], rest, next: null };
    lines.push(taken.value);
  }
  return { parts: [...parts, lines.slice(0, count)], rest, next: lines[count] ?? null };
}
