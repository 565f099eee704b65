'use client';
// What somebody types into a note: it grows with its text, Ctrl or ⌘ with Enter sends it, and what was typed stays when that fails.
import { useId, type KeyboardEvent, type Ref } from 'react';
import { MAX_NOTE } from '#lib/domain/note-bounds.ts';
import type { Problem } from './api.ts';
import { ProblemNote } from './problem-note.tsx';

export function NoteForm({
  label,
  text,
  onChange,
  go,
  onGo,
  onCancel,
  isBusy,
  problem,
  fieldRef,
}: {
  label: string;
  text: string;
  onChange: (text: string) => void;
  /** What the button says. */
  go: string;
  onGo: () => void;
  onCancel?: () => void;
  isBusy: boolean;
  problem: Problem | null;
  fieldRef?: Ref<HTMLTextAreaElement>;
}) {
  const id = useId();
  const isEmpty = text.trim() === '';

  function submit() {
    if (!isEmpty && !isBusy) onGo();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
    if (event.key === 'Escape') onCancel?.();
  }

  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <textarea
        id={id}
        ref={fieldRef}
        className="field field-sizing-content max-h-[40vh] min-h-[60px] w-full resize-y wrap-anywhere"
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        dir="auto"
        maxLength={MAX_NOTE}
        placeholder={label}
        value={text}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={onKeyDown}
        aria-describedby={`${id}-keys`}
      />
      {problem !== null && <ProblemNote problem={problem}>Your text is still here.</ProblemNote>}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span id={`${id}-keys`} className="mr-auto text-sm text-ink-3">
          {text.length > MAX_NOTE - 200
            ? `${(MAX_NOTE - text.length).toLocaleString('en-US')} characters left`
            : 'Ctrl or ⌘ + Enter'}
        </span>
        {onCancel !== undefined && (
          <button type="button" className="btn" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button type="submit" className="btn" aria-disabled={isEmpty || isBusy}>
          {go}
        </button>
      </div>
    </form>
  );
}
