'use client';
// What is looked at besides new letters, below the routes and in the same draft.
import { useRef, useState } from 'react';
import { Panel } from './panel.tsx';
import { newWatch, type WatchForm } from './watch-form.ts';
import { WatchRow } from './watch-row.tsx';
import { sayWatch } from './watch-words.ts';

export function WatchesPanel({
  watches,
  defaultTarget,
  open,
  onToggle,
  onEdit,
}: {
  watches: readonly WatchForm[];
  /** Where the default goes, in short; null where nowhere. */
  defaultTarget: string | null;
  /** Keys of those that are opened. */
  open: ReadonlySet<string>;
  onToggle: (key: string) => void;
  onEdit: (watches: WatchForm[]) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const adder = useRef<HTMLButtonElement>(null);
  const [told, tell] = useState('');

  function add() {
    const watch = newWatch();
    onEdit([...watches, watch]);
    onToggle(watch.key);
    // Once it stands there.
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-row-key="${watch.key}"] select`)?.focus(),
    );
  }

  function remove(watch: WatchForm, at: number) {
    const next = watches[at + 1] ?? watches[at - 1];
    const beside = list.current?.querySelector<HTMLElement>(
      `[data-row-key="${next?.key}"] [data-act="edit"]`,
    );
    (beside ?? adder.current)?.focus();
    tell(`Taken away: ${sayWatch(watch)}`);
    onEdit(watches.toSpliced(at, 1));
  }

  return (
    <Panel
      title="Watches"
      name="watches"
      count={watches.length}
      actions={
        <button ref={adder} type="button" className="btn" onClick={add} data-act="add-watch">
          Add a watch
        </button>
      }
    >
      <p className="border-b border-line bg-sunken px-3.5 py-2 text-ink-2 last:border-b-0">
        {watches.length === 0
          ? 'Nothing is looked at besides new letters.'
          : 'Looked at besides new letters. Each is told once, again as set, and when it is over.'}
      </p>
      <ul ref={list}>
        {watches.map((watch, at) => (
          <WatchRow
            key={watch.key}
            watch={watch}
            at={at}
            defaultTarget={defaultTarget}
            isOpen={open.has(watch.key)}
            onToggle={() => onToggle(watch.key)}
            onChange={(next) => onEdit(watches.with(at, next))}
            onRemove={() => remove(watch, at)}
          />
        ))}
      </ul>
      <output className="sr-only">{told}</output>
    </Panel>
  );
}
