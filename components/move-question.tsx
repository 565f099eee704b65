'use client';
// Asks once before letters are discarded, or restored, and offers the way back.
import { useState } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary, LetterStatus } from '#lib/domain/dead-letter.ts';
import { canMove } from '#lib/domain/replay-choice.ts';
import { post } from './api.ts';
import { ConflictNote } from './conflict-note.tsx';
import { Dialog } from './dialog.tsx';
import { useSubmit } from './use-submit.ts';
import { WhyField } from './why-field.tsx';

type Moved = { items: { id: string; status: LetterStatus }[] };

const moves = {
  discard: { path: '/api/v1/discards', to: 'discarded', verb: 'Discard', done: 'discarded' },
  restore: { path: '/api/v1/restores', to: 'open', verb: 'Restore', done: 'restored' },
} as const;

export function MoveQuestion({
  kind,
  letters: asked,
  onClose,
  onMoved,
  onConflict,
}: {
  kind: 'discard' | 'restore';
  letters: readonly DeadLetterSummary[];
  onClose: () => void;
  onMoved: (ids: ReadonlySet<string>) => void;
  onConflict: (ids: string[]) => void;
}) {
  const { path, to, verb, done } = moves[kind];
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [why, setWhy] = useState('');
  const { submit, isBusy, problem } = useSubmit<Moved>(path);
  const rest = asked.filter((letter) => !without.has(letter.id));
  const letters = rest.filter((letter) => canMove(letter, to));
  const others = rest.length - letters.length;
  const what = countInWords(letters.length, 'letter');

  async function move() {
    if (letters.length === 0 || isBusy) return;
    const ids = letters.map((letter) => letter.id);
    const answer = await submit({ deadLetterIds: ids, ...(why.trim() && { reason: why }) });
    if (answer.ok) {
      onMoved(new Set(ids));
      onClose();
      toast.success(`${what} ${done}`, kind === 'discard' ? { action: undo(ids, onConflict) } : {});
    } else if (answer.problem.ids.length > 0) {
      setWithout(new Set([...without, ...answer.problem.ids]));
      onConflict(answer.problem.ids);
    }
  }

  return (
    <Dialog
      title={asked.length === 1 ? `${verb} this letter?` : `${verb} ${what}?`}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className={`btn ${kind === 'discard' ? 'stop' : 'go'}`}
            aria-disabled={letters.length === 0 || isBusy}
            onClick={move}
            data-confirm={kind}
            data-first
          >
            {isBusy
              ? 'Asking…'
              : `${verb}${without.size > 0 ? ' the other' : ''}${asked.length === 1 ? '' : ` ${what}`}`}
          </button>
        </>
      }
    >
      <p>
        {kind === 'discard'
          ? 'It counts as done with: it leaves the open letters, nothing is published, and nothing is deleted. It can be restored at any time.'
          : 'It stands among the open letters again. Nothing is published.'}
      </p>
      {others > 0 && (
        <p className="text-wait">
          {countInWords(others, 'letter stays', 'letters stay')} as {others === 1 ? 'it is' : 'they are'}:
          only {kind === 'discard' ? 'open' : 'discarded'} letters can be {done}.
        </p>
      )}
      <WhyField value={why} onChange={setWhy} />
      {problem !== null && <ConflictNote problem={problem} left={letters.length} verb={done} />}
    </Dialog>
  );
}

function undo(ids: string[], onRestored: (ids: string[]) => void) {
  return {
    label: 'Undo',
    onClick: async () => {
      const answer = await post<Moved>(moves.restore.path, { deadLetterIds: ids });
      if (answer.ok) toast.success(`${countInWords(ids.length, 'letter')} restored`);
      else toast.error(answer.problem.title, { description: answer.problem.detail });
      onRestored(ids);
    },
  };
}
