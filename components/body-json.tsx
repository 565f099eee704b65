// JSON laid out, in the characters that were sent.
import { useCallback } from 'react';
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { layOutJson, type JsonLine } from '#lib/domain/json-text.ts';
import { BodyLines, CutChars } from './body-lines.tsx';

const MAX_TOKEN = 4000;
const MAX_DEPTH = 60;
const colours: Record<JsonToken['kind'], string | undefined> = {
  key: 'text-accent',
  string: 'text-good',
  number: 'text-wait',
  word: 'text-bad',
  mark: undefined,
  bad: 'bg-bad-soft text-bad',
};

export function BodyJson({ text }: { text: string }) {
  const read = useCallback(
    (maxLines: number) => {
      const lines: { key: string; number: string; content: React.ReactNode }[] = [];
      for (const line of layOutJson(text)) {
        if (lines.length === maxLines) return { lines, isCut: true };
        const number = String(lines.length + 1);
        lines.push({ key: number, number, content: <Line line={line} /> });
      }
      return { lines, isCut: false };
    },
    [text],
  );
  return <BodyLines label="Body as JSON" read={read} />;
}

function Line({ line }: { line: JsonLine }) {
  return (
    <>
      {'  '.repeat(Math.min(line.depth, MAX_DEPTH))}
      {line.tokens.map((token, index) => (
        <span key={index} className={colours[token.kind]}>
          {token.text.slice(0, MAX_TOKEN)}
          <CutChars count={Math.max(0, token.text.length - MAX_TOKEN)} />
        </span>
      ))}
    </>
  );
}
