'use client';
// Asks once before a note is deleted: it cannot be brought back.
import { useState } from 'react';
import { toast } from 'sonner';
import type { NoteView } from '#lib/domain/notes.ts';
import { cutText } from '#lib/domain/plain-text.ts';
import { send, type Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

export function NoteQuestion({
  note,
  onClose,
  onDeleted,
}: {
  note: NoteView;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function remove() {
    if (isBusy) return;
    setBusy(true);
    const answer = await send('DELETE', `/api/v1/notes/${note.id}`);
    setBusy(false);
    if (!answer.ok && answer.problem.status !== 404) return setProblem(answer.problem);
    // Gone already is as well.
    onDeleted();
    onClose();
    toast.success('Note deleted');
  }

  return (
    <Dialog
      title={note.isMine ? 'Delete your note?' : `Delete the note of ${note.by}?`}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="btn stop"
            aria-disabled={isBusy}
            onClick={() => void remove()}
            data-confirm="delete-note"
            data-first
          >
            {isBusy ? 'Deleting…' : 'Delete'}
          </button>
        </>
      }
    >
      <p>Its text goes for good; the audit keeps that it was there, and who deleted it.</p>
      <blockquote
        className="border-l-2 border-line-strong pl-3 whitespace-pre-wrap wrap-anywhere text-ink-2"
        dir="auto"
      >
        {cutText(note.text, 300)}
        {note.text.length > 300 && '…'}
      </blockquote>
      {problem !== null && <ProblemNote problem={problem}>Nothing was deleted.</ProblemNote>}
    </Dialog>
  );
}
