// What was found inside of a text of a body, laid out as a body of its own.
import { useMemo } from 'react';
import type { Body } from '#lib/domain/body/body.ts';
import { chooseViews, layOutAs } from '#lib/domain/body/views.ts';
import { layOutHex, layOutText, showLine, type LaidLine, type ShownLine } from '#lib/domain/body/window.ts';
import { BodyLine } from './body-line.tsx';

const MAX_LINES = 500;

export function BodyInside({ body }: { body: Body }) {
  const lines = useMemo(() => takeLines(body), [body]);
  return (
    <span className="my-1 block rounded-[4px] border border-line py-1" data-inside>
      {lines.slice(0, MAX_LINES).map((line) => (
        <BodyLine
          key={line.at}
          line={line}
          sought=""
          isFound={false}
          isCurrent={false}
          isFolded={null}
          onFold={() => undefined}
        />
      ))}
      {lines.length > MAX_LINES && <span className="pl-16 font-sans text-ink-3">… more lines</span>}
    </span>
  );
}

function takeLines(body: Body): ShownLine[] {
  const lines: ShownLine[] = [];
  const laid = layOut(body);
  for (let next = laid.next(); next.done !== true && lines.length <= MAX_LINES; next = laid.next())
    lines.push(showLine(next.value, lines.length));
  return lines;
}

function layOut(body: Body): Iterator<LaidLine> {
  const { best } = chooseViews(body);
  if (best === 'text') return layOutText(body.text);
  return best === 'hex' ? layOutHex(body.bytes, 0) : layOutAs(best, body);
}
