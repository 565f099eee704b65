// What the inbox asks before it acts, on chosen letters or on all that match.
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import type { AskedOfAll } from './all-bar.tsx';
import { filterOf } from './letter-href.ts';
import { MoveAllQuestion } from './move-all-question.tsx';
import { MoveQuestion } from './move-question.tsx';
import { ReplayQuestion } from './replay-question.tsx';
import { RunQuestion } from './run-question.tsx';
import type { Asked } from './selection-bar.tsx';
import type { Letters } from './use-letters.ts';

export type Question = OfSome | { kind: AskedOfAll };
type OfSome = { kind: Asked; letters: DeadLetterSummary[] };
type Props = {
  letters: Letters;
  query: string;
  /** How many match, in words. */
  matching: string;
  /** It was done: nothing is selected any more. */
  onDone: () => void;
  onReplays: (replays: ReplayView[]) => void;
  onClose: () => void;
};

export function InboxQuestions({ question, ...props }: Props & { question: Question }) {
  if ('letters' in question) return <QuestionOfSome of={question} {...props} />;
  const { letters, query, matching, onDone, onClose } = props;
  if (question.kind === 'run of all')
    return <RunQuestion of={{ query: filterOf(query), matching }} onClose={onClose} />;
  return (
    <MoveAllQuestion
      kind={question.kind === 'discard all' ? 'discard' : 'restore'}
      query={query}
      onClose={onClose}
      onMoved={() => {
        onDone();
        letters.readAgain(letters.list.items.map(({ id }) => id));
      }}
    />
  );
}

function QuestionOfSome({ of, letters, onDone, onReplays, onClose }: Props & { of: OfSome }) {
  const { kind } = of;
  if (kind === 'replay')
    return (
      <ReplayQuestion
        letters={of.letters}
        onClose={onClose}
        onConflict={letters.readAgain}
        onAsked={(replays) => {
          onDone();
          onReplays(replays);
        }}
      />
    );
  if (kind === 'run') return <RunQuestion of={{ ids: of.letters.map(({ id }) => id) }} onClose={onClose} />;
  return (
    <MoveQuestion
      kind={kind}
      letters={of.letters}
      onClose={onClose}
      onMoved={(moved) => {
        onDone();
        letters.patch(moved, kind === 'discard' ? 'discarded' : 'open');
      }}
      onConflict={letters.readAgain}
    />
  );
}
