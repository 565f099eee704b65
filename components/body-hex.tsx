// The bytes as they came, sixteen in a line.
import { useCallback } from 'react';
import { readHexLine } from '#lib/domain/body-view.ts';
import { BodyLines } from './body-lines.tsx';

export function BodyHex({ bytes }: { bytes: Uint8Array }) {
  const read = useCallback(
    (maxLines: number) => {
      const count = Math.ceil(bytes.length / 16);
      const lines = Array.from({ length: Math.min(count, maxLines) }, (_, index) => {
        const { offset, hex, text } = readHexLine(bytes, index * 16);
        return {
          key: offset,
          number: offset,
          content: (
            <>
              {hex} <span className="text-ink-3">{text}</span>
            </>
          ),
        };
      });
      return { lines, isCut: count > maxLines };
    },
    [bytes],
  );
  return <BodyLines label="Body as bytes" read={read} />;
}
