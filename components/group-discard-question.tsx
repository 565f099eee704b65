'use client';
// Asks once before all open letters of a group are discarded, says how far it has come, and offers the way back.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { FailureGroupView, GroupDiscarded, GroupRestored } from '#lib/domain/group-schemas.ts';
import { post, type Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { groupPath } from './group-href.ts';
import { ProblemNote } from './problem-note.tsx';
import { WhyField } from './why-field.tsx';

export function GroupDiscardQuestion({ group, onClose }: { group: FailureGroupView; onClose: () => void }) {
  const router = useRouter();
  const [why, setWhy] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const [discardId, setDiscardId] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isBusy = done !== null && problem === null;

  async function discard() {
    if (isBusy) return;
    setProblem(null);
    let [sum, id] = [done ?? 0, discardId];
    for (let isOver = false; !isOver;) {
      setDone(sum);
      const answer: Awaited<ReturnType<typeof post<GroupDiscarded>>> = await post(
        `${groupPath(group.id)}/discards`,
        { ...(id !== null && { discardId: id }), ...(why.trim() && { reason: why }) },
      );
      if (!answer.ok) return setProblem(answer.problem);
      sum += answer.value.discarded;
      id = answer.value.discardId;
      setDiscardId(id);
      isOver = answer.value.isDone;
    }
    const taken = id;
    router.refresh();
    onClose();
    toast.success(`${countInWords(sum, 'letter')} discarded`, {
      duration: 20_000,
      action: { label: 'Undo', onClick: () => void restore(group.id, taken!, () => router.refresh()) },
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
      <WhyField value={why} onChange={setWhy} />
      {problem !== null && (
        <ProblemNote problem={problem}>
          {done === 0 ? 'Nothing was discarded.' : `${countInWords(done ?? 0, 'letter')} were discarded.`}
        </ProblemNote>
      )}
    </Dialog>
  );
}

async function restore(groupId: string, discardId: string, onDone: () => void): Promise<void> {
  let sum = 0;
  for (let isOver = false; !isOver;) {
    const answer = await post<GroupRestored>(`${groupPath(groupId)}/restores`, { discardId });
    if (!answer.ok) {
      toast.error(answer.problem.title, {
        description: `${answer.problem.detail} ${countInWords(sum, 'letter')} restored.`,
      });
      return onDone();
    }
    sum += answer.value.restored;
    isOver = answer.value.isDone;
  }
  toast.success(`${countInWords(sum, 'letter')} restored`);
  onDone();
}
