'use client';
// Asks once before all letters that match are discarded, or restored: how many, what stays, and how to take it back.
import { useState } from 'react';
import { toast } from 'sonner';
import { countInWords, sayAmount } from '#lib/domain/amount-words.ts';
import { makeKey, type Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { changeQuery, filterOf } from './letter-href.ts';
import { moveAll } from './move-all.ts';
import { ProblemNote } from './problem-note.tsx';
import { useCount } from './use-count.ts';
import { WhyField } from './why-field.tsx';

const moves = {
  discard: { path: '/api/v1/discards', from: 'open', verb: 'Discard', done: 'discarded' },
  restore: { path: '/api/v1/restores', from: 'discarded', verb: 'Restore', done: 'restored' },
} as const;

export function MoveAllQuestion({
  kind,
  query,
  onClose,
  onMoved,
}: {
  kind: 'discard' | 'restore';
  /** The inbox's, as the address has it. */
  query: string;
  onClose: () => void;
  onMoved: () => void;
}) {
  const { path, from, verb, done } = moves[kind];
  const filter = filterOf(query);
  const counted = useCount(changeQuery(filter, { status: from }), true);
  // Asked again after no answer it goes on where it ended, and does nothing twice.
  const [key, setKey] = useState(makeKey);
  const [why, setWhy] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [moved, setMoved] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isNone = counted?.isExact === true && counted.count === 0;

  async function move() {
    if (isBusy || isNone || counted === null) return;
    setBusy(true);
    setProblem(null);
    const asked = {
      filter: Object.fromEntries(new URLSearchParams(filter)),
      ...(why.trim() && { reason: why }),
    };
    const answer = await moveAll(path, asked, key, setMoved);
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    const { id, letters, leftOut } = answer.value;
    onMoved();
    onClose();
    toast.success(`${countInWords(letters, 'letter')} ${done}`, {
      ...(leftOut > 0 && { description: `${countInWords(leftOut, 'letter')} stood otherwise by then.` }),
      ...(kind === 'discard' && letters > 0 && { duration: 30_000, action: undo(id, onMoved) }),
    });
  }

  return (
    <Dialog
      title={
        counted === null ? `${verb} all that match?` : `${verb} ${sayAmount(counted, `${from} letter`)}?`
      }
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {isBusy ? 'Close' : 'Cancel'}
          </button>
          <button
            type="button"
            className={`btn ${kind === 'discard' ? 'stop' : 'go'}`}
            aria-disabled={isBusy || isNone || counted === null}
            onClick={() => void move()}
            data-confirm={`${kind}-all`}
            data-first
          >
            {sayButton()}
          </button>
        </>
      }
    >
      {isNone ? (
        <p>None of the letters that match is {from}.</p>
      ) : kind === 'discard' ? (
        <>
          <p>
            Every open letter that matches the filter counts as done with, also those that are not loaded.
            Nothing is published and nothing is deleted. Letters that come after you press stay open.
          </p>
          <p>
            To restore them: <b>Undo</b> in the notice that follows; or later, whenever you like, choose the
            status <b>discarded</b>, select all that match, and <b>Restore</b>.
          </p>
        </>
      ) : (
        <p>
          Every discarded letter that matches the filter stands among the open letters again. Nothing is
          published.
        </p>
      )}
      {counted !== null && counted.count > SLOW && (
        <p className="text-ink-2">So many take a while. It goes on when this page is closed.</p>
      )}
      <WhyField
        value={why}
        onChange={(now) => {
          setWhy(now);
          // Another reason is another request.
          setKey(makeKey());
        }}
      />
      {problem !== null && (
        <ProblemNote problem={problem}>
          {problem.status === 0 || problem.status >= 500 ? 'Press again: it goes on where it ended.' : ''}
        </ProblemNote>
      )}
    </Dialog>
  );

  function sayButton(): string {
    if (isBusy) return moved === 0 ? `${verb}…` : `${moved.toLocaleString('en-US')} ${done}…`;
    if (counted === null) return 'Counting…';
    return isNone ? `${verb} none` : `${verb} all ${sayAmount(counted)}`;
  }
}

/** Some thousands are moved in a second. */
const SLOW = 20_000;

function undo(discard: string, onRestored: () => void) {
  return {
    label: 'Undo',
    onClick: async () => {
      const answer = await moveAll(moves.restore.path, { discard }, makeKey());
      if (answer.ok) toast.success(`${countInWords(answer.value.letters, 'letter')} restored`);
      else toast.error(answer.problem.title, { description: answer.problem.detail });
      onRestored();
    },
  };
}
