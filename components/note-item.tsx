'use client';
// One note: who wrote it, when, its text as text; its author changes it in its place.
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { NoteView } from '#lib/domain/notes.ts';
import { send, type Problem } from './api.ts';
import { Age } from './clock.tsx';
import { NoteForm } from './note-form.tsx';

/** `base`: what stood there when the typing began. */
type Edit = { text: string; base: string };

export function NoteItem({
  note: given,
  mayWrite,
  mayDelete,
  onDelete,
}: {
  note: NoteView;
  mayWrite: boolean;
  mayDelete: boolean;
  onDelete: () => void;
}) {
  const router = useRouter();
  const [edit, setEdit] = useState<Edit | null>(null);
  const [saved, setSaved] = useState(given);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // What was just saved stands here before the page brings it.
  const note = Number(saved.version) > Number(given.version) ? saved : given;
  const button = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const isEditing = edit !== null;
  const wasEditing = useRef(false);

  // Into the field when it opens, back to its button when it closes.
  useEffect(() => {
    if (isEditing) field.current?.focus();
    else if (wasEditing.current) button.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  function stop() {
    setEdit(null);
    setProblem(null);
  }

  async function save() {
    setBusy(true);
    setProblem(null);
    // The newest that is on this page: what it says now is shown above the field.
    const path = `/api/v1/notes/${note.id}`;
    const answer = await send<NoteView>('PATCH', path, { text: edit?.text }, note.version);
    setBusy(false);
    router.refresh();
    if (!answer.ok) return setProblem(answer.problem);
    setSaved(answer.value);
    stop();
  }

  const isChangedMeanwhile = edit !== null && edit.base !== note.version;
  return (
    <li data-note-id={note.id} className="grid gap-1 border-b border-line px-3.5 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <b className="wrap-anywhere">{note.by}</b>
        <Age at={note.at} className="text-ink-2" />
        {note.changedAt !== null && (
          <span className="text-sm text-ink-3">
            changed <Age at={note.changedAt} />
          </span>
        )}
      </div>
      {(edit === null || isChangedMeanwhile) && (
        <p className="whitespace-pre-wrap wrap-anywhere" dir="auto" data-note-text>
          {note.text}
        </p>
      )}
      {isChangedMeanwhile && (
        <p className="text-wait">
          It was changed meanwhile, and reads as above. Saving puts yours in its place.
        </p>
      )}
      {edit === null ? (
        <div className="-ml-2.5 flex gap-1 empty:hidden">
          {mayWrite && note.isMine && (
            <button
              type="button"
              ref={button}
              className="btn quiet"
              onClick={() => setEdit({ text: note.text, base: note.version })}
              data-act="change-note"
            >
              Edit
            </button>
          )}
          {mayDelete && (
            <button type="button" className="btn quiet" onClick={onDelete} data-act="delete-note">
              Delete…
            </button>
          )}
        </div>
      ) : (
        <NoteForm
          label="Your note"
          text={edit.text}
          onChange={(text) => setEdit({ ...edit, text })}
          go={isBusy ? 'Saving…' : 'Save'}
          onGo={() => void save()}
          onCancel={stop}
          isBusy={isBusy}
          problem={problem}
          fieldRef={field}
        />
      )}
    </li>
  );
}
