// The body as the text that it is.
import { useCallback } from 'react';
import { readLines } from '#lib/domain/body-view.ts';
import { BodyLines, CutChars } from './body-lines.tsx';

const MAX_CHARS = 4000;

export function BodyText({ text }: { text: string }) {
  const read = useCallback(
    (maxLines: number) => {
      const { lines, isCut } = readLines(text, maxLines, MAX_CHARS);
      return {
        isCut,
        lines: lines.map((line, index) => ({
          key: String(index),
          number: String(index + 1),
          content: (
            <>
              {line.text}
              <CutChars count={line.cutChars} />
            </>
          ),
        })),
      };
    },
    [text],
  );
  return <BodyLines label="Body as text" read={read} />;
}
