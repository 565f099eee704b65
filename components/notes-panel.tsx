'use client';
// What people wrote on a letter or a group, newest last, and where one writes oneself.
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { MAX_NOTES } from '#lib/domain/note-bounds.ts';
import type { NoteView } from '#lib/domain/notes.ts';
import { NoteForm } from './note-form.tsx';
import { NoteItem } from './note-item.tsx';
import { NoteQuestion } from './note-question.tsx';
import { Panel } from './panel.tsx';
import { useKeys } from './use-keys.ts';
import { useSubmit } from './use-submit.ts';

export function NotesPanel({
  path,
  on,
  notes,
  mayWrite,
  mayDeleteAny,
}: {
  /** Where notes are added. */
  path: string;
  on: 'letter' | 'group';
  notes: readonly NoteView[];
  /** Viewers only read. */
  mayWrite: boolean;
  mayDeleteAny: boolean;
}) {
  const router = useRouter();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<NoteView | null>(null);
  const { submit, isBusy, problem } = useSubmit<NoteView>(path);
  const field = useRef<HTMLTextAreaElement>(null);
  const goneId = useRef<string | null>(null);

  // The button that had the focus goes with its note.
  useEffect(() => {
    if (goneId.current === null || notes.some(({ id }) => id === goneId.current)) return;
    goneId.current = null;
    if (document.activeElement === document.body) field.current?.focus();
  }, [notes]);

  useKeys({
    n: (event) => {
      event.preventDefault();
      field.current?.focus();
    },
  });

  async function add() {
    const answer = await submit({ text });
    if (!answer.ok) return;
    setText('');
    router.refresh();
  }

  return (
    <Panel title="Notes" name="notes" count={notes.length}>
      <ol aria-live="polite" className="grid grid-cols-[minmax(0,1fr)] empty:hidden">
        {notes.map((note) => (
          <NoteItem
            key={note.id}
            note={note}
            mayWrite={mayWrite}
            mayDelete={mayDeleteAny || (mayWrite && note.isMine)}
            onDelete={() => setAsked(note)}
          />
        ))}
      </ol>
      <div className="px-3.5 py-3">
        {!mayWrite && (
          <p className="text-ink-2">
            {notes.length === 0 && 'Nobody wrote one. '}You may read notes; to write one wants the role
            operator.
          </p>
        )}
        {mayWrite && notes.length >= MAX_NOTES && (
          <p className="text-ink-2">
            A {on} bears {MAX_NOTES} notes: delete one to write another.
          </p>
        )}
        {mayWrite && notes.length < MAX_NOTES && (
          <NoteForm
            label={`Write a note for whoever opens this ${on}`}
            text={text}
            onChange={setText}
            go={isBusy ? 'Adding…' : 'Add note'}
            onGo={() => void add()}
            isBusy={isBusy}
            problem={problem}
            fieldRef={field}
          />
        )}
      </div>
      {asked !== null && (
        <NoteQuestion
          note={asked}
          onClose={() => setAsked(null)}
          onDeleted={() => {
            goneId.current = asked.id;
            router.refresh();
          }}
        />
      )}
    </Panel>
  );
}
