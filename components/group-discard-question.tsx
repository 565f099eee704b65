'use client';
// Asks once before all open letters of a group are discarded, says how far it has come, and offers the way back.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { makeKey, type Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { moveAll } from './move-all.ts';
import { ProblemNote } from './problem-note.tsx';
import { WhyField } from './why-field.tsx';

export function GroupDiscardQuestion({ group, onClose }: { group: FailureGroupView; onClose: () => void }) {
  const router = useRouter();
  const [why, setWhy] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const [key, setKey] = useState(makeKey);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isBusy = done !== null && problem === null;

  async function discard() {
    if (isBusy) return;
    setProblem(null);
    setDone(done ?? 0);
    const answer = await moveAll('/api/v1/discards', askFor(group.id, why), key, setDone);
    if (!answer.ok) return setProblem(answer.problem);
    const { id, letters } = answer.value;
    router.refresh();
    onClose();
    toast.success(`${countInWords(letters, 'letter')} discarded`, {
      duration: 20_000,
      action: { label: 'Undo', onClick: () => void restore(id, () => router.refresh()) },
    });
  }

  return (
    <Dialog
      title={`Discard ${countInWords(group.openLetters, 'open letter')}?`}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {isBusy ? 'Close' : 'Cancel'}
          </button>
          <button
            type="button"
            className="btn stop"
            aria-disabled={isBusy}
            onClick={() => void discard()}
            data-confirm="discard"
            data-first
          >
            {isBusy
              ? `${done.toLocaleString('en-US')} discarded…`
              : problem === null
                ? 'Discard all'
                : 'Go on'}
          </button>
        </>
      }
    >
      <p>
        All letters of this group that are open now count as done with. Nothing is published, nothing is
        deleted, and they can be restored. Letters that come meanwhile stay open.
      </p>
      <WhyField
        value={why}
        onChange={(text) => {
          setWhy(text);
          // Another reason is another request.
          setKey(makeKey());
        }}
      />
      {problem !== null && (
        <ProblemNote problem={problem}>
          {done === 0 ? 'Nothing was discarded.' : `${countInWords(done ?? 0, 'letter')} were discarded.`}
        </ProblemNote>
      )}
    </Dialog>
  );
}

function askFor(groupId: string, why: string): object {
  return { filter: { q: `group:${groupId}` }, ...(why.trim() && { reason: why }) };
}

async function restore(discard: string, onDone: () => void): Promise<void> {
  const answer = await moveAll('/api/v1/restores', { discard }, makeKey());
  if (answer.ok) toast.success(`${countInWords(answer.value.letters, 'letter')} restored`);
  else toast.error(answer.problem.title, { description: answer.problem.detail });
  onDone();
}
