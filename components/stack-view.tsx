// A stack trace as it is understood: own calls in front, library calls folded, what caused it nested below.
import type { ReactNode } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import { foldFrames, type StackPart } from '#lib/domain/stack/fold.ts';
import type { StackError, StackFrame, StackJoint, StackText } from '#lib/domain/stack/stack.ts';
import { Breakable } from './breakable.tsx';

const jointWords: Record<StackJoint, string> = {
  cause: 'Caused by',
  handled: 'While handling',
  suppressed: 'Suppressed',
  part: 'Holds',
};
/** More parts than these wait folded. */
const MAX_PARTS = 200;

export function StackErrorView({ error, hasOwn }: { error: StackError; hasOwn: boolean }) {
  const parts = foldFrames(error, hasOwn);
  const rest = parts.slice(MAX_PARTS);
  return (
    <>
      {parts.slice(0, MAX_PARTS).map((part, index) => (
        <Part key={index} part={part} />
      ))}
      {rest.length > 0 && (
        <Fold summary={countInWords(rest.length, 'more line')}>
          {rest.map((part, index) => (
            <Part key={index} part={part} />
          ))}
        </Fold>
      )}
      {error.causes.map((cause, index) => (
        <details key={index} className="mt-2" open={index === 0} data-cause={cause.how}>
          <summary className="wrap-anywhere whitespace-pre-wrap">
            <span className="text-ink-3">{cause.how === null ? '' : jointWords[cause.how]} </span>
            <span className="font-semibold">
              <Breakable text={cause.headline.trim() || 'an error without a name'} />
            </span>
          </summary>
          <div className="border-l border-line pl-3">
            <StackErrorView error={cause} hasOwn={hasOwn} />
          </div>
        </details>
      ))}
    </>
  );
}

function Part({ part }: { part: StackPart }) {
  if (part.kind === 'text') return <Text text={part} />;
  if (part.kind === 'frame') return <Frame frame={part} />;
  return (
    <Fold summary={countInWords(part.count, 'library frame')}>
      {part.inside.map((one, index) => (
        <Part key={index} part={one} />
      ))}
    </Fold>
  );
}

/** Brackets and blank lines say nothing here: "as it came" has them. */
function Text({ text: { text } }: { text: StackText }) {
  const lines = text.split('\n').filter((line) => !/^[\s{}\],]*$/.test(line));
  if (lines.length === 0) return null;
  return (
    <div className="pl-[2ch] whitespace-pre-wrap text-ink-3 wrap-anywhere">
      {lines.map((line) => line.trim()).join('\n')}
    </div>
  );
}

function Fold({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details>
      <summary className="w-fit pl-[2ch] text-accent">{summary}</summary>
      {children}
    </details>
  );
}

function Frame({ frame }: { frame: StackFrame }) {
  const place = [frame.file, frame.line].filter((one) => one !== null).join(':');
  const called = frame.function ?? (place === '' ? frame.text.trim() : null);
  return (
    <div
      className={`pl-[4ch] -indent-[2ch] ${frame.isLibrary ? 'text-ink-3' : ''}`}
      title={frame.text.trim()}
    >
      {called !== null && (
        <span className={frame.isLibrary ? '' : 'font-semibold'}>
          <Breakable text={called} />
        </span>
      )}{' '}
      <span className="text-ink-3">
        <Breakable text={place} isPath />
      </span>
      {frame.source !== null && !frame.isLibrary && (
        <div className="pl-[2ch] indent-0 whitespace-pre-wrap text-ink-2 wrap-anywhere">{frame.source}</div>
      )}
    </div>
  );
}
