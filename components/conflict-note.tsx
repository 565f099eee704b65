// A refusal explained: nothing was asked, which letters stood in the way, and what can be done with the others.
import { countInWords } from '#lib/domain/amount-words.ts';
import type { Problem } from './api.ts';
import { ProblemNote } from './problem-note.tsx';

export function ConflictNote({ problem, left, verb }: { problem: Problem; left: number; verb: string }) {
  if (problem.ids.length === 0 || (problem.status !== 409 && problem.status !== 404))
    return <ProblemNote problem={problem} />;
  const letters = countInWords(problem.ids.length, 'letter');
  const why =
    problem.status === 404
      ? `${letters} cannot be found any more.`
      : `${letters} changed meanwhile, perhaps by somebody else. ${problem.detail}`;
  return (
    <ProblemNote problem={{ ...problem, title: 'Nothing was done', detail: why }}>
      {left > 0 ? `The other ${left === 1 ? 'one' : left.toLocaleString('en-US')} can still be ${verb}.` : ''}
    </ProblemNote>
  );
}
