// The bytes as they came, sixteen in a line.
import { readHexLine } from '#lib/domain/body-view.ts';
import { BodyLines, type BodyLine } from './body-lines.tsx';

export function BodyHex({ bytes }: { bytes: Uint8Array }) {
  return <BodyLines key={bytes.length} label="Body as bytes" open={() => listLines(bytes)} />;
}

function* listLines(bytes: Uint8Array): Generator<BodyLine> {
  for (let at = 0; at < bytes.length; at += 16) {
    const { offset, hex, text } = readHexLine(bytes, at);
    yield {
      number: offset,
      content: (
        <>
          {hex} <span className="text-ink-3">{text}</span>
        </>
      ),
    };
  }
}
