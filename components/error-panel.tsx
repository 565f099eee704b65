// The error that the message names, with its stack trace: own frames stand out, library frames fold, causes nest.
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { hasOwnFrame } from '#lib/domain/stack/fold.ts';
import { readStack } from '#lib/domain/stack/read-stack.ts';
import type { Stack } from '#lib/domain/stack/stack.ts';
import { Breakable } from './breakable.tsx';
import { ErrorViews } from './error-views.tsx';
import { StackErrorView } from './stack-view.tsx';

export function ErrorPanel({ letter }: { letter: DeadLetterDetail }) {
  const { errorType, errorMessage, errorStack } = letter;
  if (errorType === null && errorMessage === null && errorStack === null) return null;
  const told = [errorType, errorMessage].filter(Boolean).join(': ');
  const isRepeated = errorStack !== null && errorMessage !== null && errorStack.includes(errorMessage);
  const stack = errorStack === null ? null : readStack(errorStack);
  const raw = [isRepeated ? '' : told, errorStack ?? ''].filter(Boolean).join('\n');
  return (
    <ErrorViews raw={raw} hasStack={errorStack !== null}>
      {(!isRepeated || stack?.error.headline === '') && <Headline text={told} />}
      {stack !== null && (
        <>
          {stack.error.headline !== '' && <Headline text={stack.error.headline} />}
          <Order stack={stack} />
          <StackErrorView error={stack.error} hasOwn={hasOwnFrame(stack)} />
        </>
      )}
    </ErrorViews>
  );
}

function Headline({ text }: { text: string }) {
  return (
    <div className="font-semibold whitespace-pre-wrap">
      <Breakable text={text} />
    </div>
  );
}

/** Said where calls or errors do not stand as most languages write them. */
function Order({ stack }: { stack: Stack }) {
  const words = [
    stack.newestCall === 'last' ? 'the newest call stands last' : '',
    stack.isTurned ? 'the error that was raised last stands first, what led to it below' : '',
  ].filter(Boolean);
  if (words.length === 0) return null;
  return <div className="font-sans text-ink-3">{`${stack.language ?? ''}: ${words.join('; ')}`}</div>;
}
