// The error that the message names, with its stack trace: own frames stand out, library frames fold.
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import { readStack } from '#lib/domain/stack-frames.ts';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { ScrollBox } from './scroll-box.tsx';

export function ErrorPanel({ letter }: { letter: DeadLetterDetail }) {
  const { errorType, errorMessage, errorStack } = letter;
  if (errorType === null && errorMessage === null && errorStack === null) return null;
  const headline = [errorType, errorMessage].filter(Boolean).join(': ');
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
        {errorStack !== null &&
          readStack(errorStack).map((part, index) =>
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
              <details key={index}>
                <summary className="w-fit pl-[4ch] text-accent">
                  {countInWords(part.lines.length, 'library frame')}
                </summary>
                <div className="whitespace-pre text-ink-3">{part.lines.join('\n')}</div>
              </details>
            ),
          )}
      </ScrollBox>
    </Panel>
  );
}
