// The lines of a body that are on the page, folded where somebody folded them, and the way to more.
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { ShownLine } from '#lib/domain/body/window.ts';
import { BodyLine } from './body-line.tsx';
import { ScrollBox } from './scroll-box.tsx';
import type { BodyLinesState } from './use-body-window.ts';

type Shown = { line: ShownLine; isFolded: boolean | null };

export function BodyLines({ state, isWrapped }: { state: BodyLinesState; isWrapped: boolean }) {
  const { window, sought, foundAt, isLoading } = state;
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const box = useRef<HTMLDivElement>(null);
  const found = new Set(window.found?.lines);
  const current = sought === '' ? undefined : window.found?.lines[foundAt];
  const shown = listShown(window.lines, folded);
  const last = shown.at(-1);
  const onFold = useCallback((at: number) => setFolded((before) => toggle(before, at)), []);

  useEffect(() => {
    if (current !== undefined)
      box.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  // One stop for the tabulator; arrows move from one fold to the next.
  useEffect(() => {
    const first = box.current?.querySelector<HTMLElement>('[data-fold]');
    if (first) first.tabIndex = 0;
  });

  return (
    <>
      {(window.lines[0]?.at ?? 0) > 0 && (
        <More what="Show from the beginning" isLoading={isLoading} onPress={() => state.beginning()} />
      )}
      <ScrollBox
        label={`Body as ${window.as}`}
        className={`mono max-h-[70vh] overflow-auto py-2 leading-[1.65] ${isWrapped ? 'whitespace-pre-wrap wrap-anywhere' : 'whitespace-pre'}`}
      >
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the fold buttons inside */}
        <div ref={box} className={isWrapped ? '' : 'w-max min-w-full'} onKeyDown={moveFold}>
          {shown.map(({ line, isFolded }) => (
            <BodyLine
              key={line.at}
              line={line}
              sought={sought}
              isFound={found.has(line.at)}
              isCurrent={line.at === current}
              isFolded={isFolded}
              onFold={onFold}
            />
          ))}
        </div>
      </ScrollBox>
      {window.next !== null && (
        <More
          what="Show more lines"
          isLoading={isLoading}
          onPress={() => state.more(last?.isFolded ? last.line.depth : undefined)}
        />
      )}
    </>
  );
}

function More({ what, isLoading, onPress }: { what: string; isLoading: boolean; onPress: () => void }) {
  return (
    <div className="border-y border-line px-3.5 py-2 last:border-b-0">
      <button
        type="button"
        className="link"
        aria-disabled={isLoading}
        onClick={() => !isLoading && onPress()}
        data-more-lines
      >
        {isLoading ? 'Loading…' : what}
      </button>
    </div>
  );
}

/** Without what lies in a fold; a line folds where the next one lies deeper. */
function listShown(lines: readonly ShownLine[], folded: ReadonlySet<number>): Shown[] {
  const shown: Shown[] = [];
  let hiddenBelow = Infinity;
  for (const [index, line] of lines.entries()) {
    if (line.depth > hiddenBelow) continue;
    hiddenBelow = Infinity;
    const canFold = (lines[index + 1]?.depth ?? 0) > line.depth;
    const isFolded = folded.has(line.at);
    if (isFolded) hiddenBelow = line.depth;
    shown.push({ line, isFolded: canFold || isFolded ? isFolded : null });
  }
  return shown;
}

function toggle(before: ReadonlySet<number>, at: number): ReadonlySet<number> {
  const after = new Set(before);
  if (!after.delete(at)) after.add(at);
  return after;
}

function moveFold(event: KeyboardEvent<HTMLDivElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || !(event.target instanceof HTMLElement) || !event.target.matches('[data-fold]'))
    return;
  const folds = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-fold]')];
  const next = folds[folds.indexOf(event.target) + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
