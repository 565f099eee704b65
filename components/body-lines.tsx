'use client';
// Numbered lines, so many at a time that the page stays quick.
import { useState, type ReactNode } from 'react';
import { ScrollBox } from './scroll-box.tsx';

const FIRST = 400;
const MORE = 2000;

/** `read` gives at most that many lines from the beginning, and whether there are more. */
export function BodyLines({
  label,
  read,
}: {
  label: string;
  read: (maxLines: number) => {
    lines: { key: string; number: string; content: ReactNode }[];
    isCut: boolean;
  };
}) {
  const [maxLines, setMaxLines] = useState(FIRST);
  const { lines, isCut } = read(maxLines);
  return (
    <>
      <ScrollBox label={label} className="mono max-h-[70vh] overflow-auto py-2 leading-[1.65] whitespace-pre">
        <div className="w-max min-w-full">
          {lines.map(({ key, number, content }) => (
            <div key={key} className="flex pr-3.5">
              <span
                aria-hidden="true"
                data-number={number}
                className="sticky left-0 min-w-[52px] flex-none pl-3.5 bg-panel pr-3 text-right text-ink-3 select-none before:content-[attr(data-number)]"
              />
              <span className="isolate">{content}</span>
            </div>
          ))}
        </div>
      </ScrollBox>
      {isCut && (
        <div className="border-t border-line px-3.5 py-2">
          <button type="button" className="link" onClick={() => setMaxLines(maxLines + MORE)} data-more-lines>
            Show more lines
          </button>
        </div>
      )}
    </>
  );
}

/** What is left of a huge line. */
export function CutChars({ count }: { count: number }) {
  return count === 0 ? null : (
    <span className="font-sans text-ink-3"> … {count.toLocaleString('en-US')} more characters</span>
  );
}
