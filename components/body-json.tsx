// JSON laid out, in the characters that were sent.
import type { JsonToken } from '#lib/domain/json-tokens.ts';
import { layOutJson, type JsonLine } from '#lib/domain/json-text.ts';
import { cutText } from '#lib/domain/plain-text.ts';
import { BodyLines, CutChars, type BodyLine } from './body-lines.tsx';

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
  return <BodyLines key={text.length} label="Body as JSON" open={() => listLines(text)} />;
}

function* listLines(text: string): Generator<BodyLine> {
  let number = 0;
  for (const line of layOutJson(text)) {
    number += 1;
    yield { number: String(number), content: <Line line={line} /> };
  }
}

function Line({ line }: { line: JsonLine }) {
  return (
    <>
      {'  '.repeat(Math.min(line.depth, MAX_DEPTH))}
      {line.tokens.map((token, index) => {
        const shown = cutText(token.text, MAX_TOKEN);
        return (
          <span key={index} className={colours[token.kind]}>
            {shown}
            <CutChars count={token.text.length - shown.length} />
          </span>
        );
      })}
    </>
  );
}
