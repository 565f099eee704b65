// The body as the text that it is.
import { readLines } from '#lib/domain/body-view.ts';
import { BodyLines, CutChars, type BodyLine } from './body-lines.tsx';

const MAX_CHARS = 4000;

export function BodyText({ text }: { text: string }) {
  return <BodyLines key={text.length} label="Body as text" open={() => listLines(text)} />;
}

function* listLines(text: string): Generator<BodyLine> {
  let number = 0;
  for (const line of readLines(text, MAX_CHARS)) {
    number += 1;
    yield {
      number: String(number),
      content: (
        <>
          {line.text}
          <CutChars count={line.cutChars} />
        </>
      ),
    };
  }
}
