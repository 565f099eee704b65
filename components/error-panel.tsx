// The error that the message names, with its stack trace: own frames stand out, library frames fold.
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import { readStack } from '#lib/domain/stack-frames.ts';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** More parts than these wait folded. */
const MAX_PARTS = 300;

export function ErrorPanel({ letter }: { letter: DeadLetterDetail }) {
  const { errorType, errorMessage, errorStack } = letter;
  if (errorType === null && errorMessage === null && errorStack === null) return null;
  const headline = [errorType, errorMessage].filter(Boolean).join(': ');
  const parts = errorStack === null ? [] : readStack(errorStack);
  const rest = parts.slice(MAX_PARTS).flatMap((part) => (part.kind === 'own' ? [part.line] : part.lines));
  const isRepeated = errorStack !== null && errorMessage !== null && errorStack.includes(errorMessage);
  return (
    <Panel
      title="Error"
      name="error"
      actions={
        <CopyButton
          text={[isRepeated ? '' : headline, errorStack ?? ''].filter(Boolean).join('\n')}
          what="the error"
          label="Copy"
        />
      }
    >
      <ScrollBox
        label="Error and stack trace"
        className="mono max-h-[60vh] overflow-auto px-3.5 py-3 leading-[1.7]"
      >
        {!isRepeated && <div className="font-semibold whitespace-pre-wrap wrap-anywhere">{headline}</div>}
        {parts.slice(0, MAX_PARTS).map((part, index) =>
          part.kind === 'own' ? (
            <div
              key={index}
              className={
                /^\s/.test(part.line) ? 'whitespace-pre' : 'font-semibold whitespace-pre-wrap wrap-anywhere'
              }
            >
              {part.line || ' '}
            </div>
          ) : (
            <Fold key={index} lines={part.lines} what="library frame" />
          ),
        )}
        {rest.length > 0 && <Fold lines={rest} what="more line" />}
      </ScrollBox>
    </Panel>
  );
}

function Fold({ lines, what }: { lines: string[]; what: string }) {
  return (
    <details>
      <summary className="w-fit pl-[4ch] text-accent">{countInWords(lines.length, what)}</summary>
      <div className="whitespace-pre text-ink-3">{lines.join('\n')}</div>
    </details>
  );
}
