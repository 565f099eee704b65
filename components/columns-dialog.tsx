'use client';
// Chooses the inbox's columns: what every letter has, any header, any field of a JSON body; in an order of one's own.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useId, useState } from 'react';
import { letterColumns, MAX_COLUMNS, readColumn, titleOfColumn, usualColumns } from '#lib/domain/columns.ts';
import { Dialog } from './dialog.tsx';

export function ColumnsDialog({
  columns,
  suggested,
  onClose,
  onChoose,
}: {
  columns: readonly string[] | undefined;
  suggested: readonly string[];
  onClose: () => void;
  /** Undefined for the usual ones. */
  onChoose: (columns: string[] | undefined) => void;
}) {
  const id = useId();
  const [chosen, setChosen] = useState<string[]>([...(columns ?? usualColumns)]);
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);

  function add(name: string) {
    const why = whyNot(name, chosen);
    setFault(why);
    if (why !== null) return;
    setChosen([...chosen, name]);
    setText('');
  }

  function move(from: number, by: 1 | -1) {
    const next = [...chosen];
    const [one] = next.splice(from, 1);
    if (one !== undefined) next.splice(from + by, 0, one);
    setChosen(next);
  }

  return (
    <Dialog
      title="Columns"
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn mr-auto" onClick={() => onChoose(undefined)} data-act="usual">
            The usual ones
          </button>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="button" className="btn go" onClick={() => onChoose(chosen)} data-confirm="columns">
            Show these
          </button>
        </>
      }
    >
      <p className="text-ink-2">What failed and the age always stand there. A CSV takes the same columns.</p>
      <ol className="grid gap-1" data-chosen>
        {chosen.map((name, at) => (
          <li
            key={name}
            className="flex min-w-0 items-center gap-1 rounded-md bg-sunken py-0.5 pr-0.5 pl-2.5"
          >
            <span className="clip mr-auto" title={name}>
              {readColumn(name)?.kind === 'letter' ? (
                titleOfColumn(name)
              ) : (
                <span className="mono">{name}</span>
              )}
            </span>
            <Press label={`${name}: up`} isOff={at === 0} onPress={() => move(at, -1)}>
              <ArrowUp size={13} aria-hidden="true" />
            </Press>
            <Press label={`${name}: down`} isOff={at === chosen.length - 1} onPress={() => move(at, 1)}>
              <ArrowDown size={13} aria-hidden="true" />
            </Press>
            <Press
              label={`${name}: take away`}
              onPress={() => setChosen(chosen.filter((one) => one !== name))}
            >
              <X size={13} aria-hidden="true" />
            </Press>
          </li>
        ))}
      </ol>
      <form
        className="grid gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          add(text.trim());
        }}
      >
        <label htmlFor={id} className="font-[550]">
          One more
        </label>
        <div className="flex gap-2">
          <input
            id={id}
            className="field mono min-w-0 grow"
            list={`${id}-known`}
            value={text}
            placeholder="header.x-tenant, body.order.id, status"
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setText(event.target.value)}
            data-first
          />
          <datalist id={`${id}-known`}>
            {[...Object.keys(letterColumns), ...suggested]
              .filter((name) => !chosen.includes(name))
              .map((name) => (
                <option key={name} value={name}>
                  {titleOfColumn(name)}
                </option>
              ))}
          </datalist>
          <button type="submit" className="btn">
            Add
          </button>
        </div>
        <p
          id={`${id}-hint`}
          className={fault === null ? 'text-sm text-ink-3' : 'text-bad'}
          role={fault === null ? undefined : 'alert'}
        >
          {fault ?? 'A header by its name, a field of a JSON body by its path, or what every letter has.'}
        </p>
      </form>
    </Dialog>
  );
}

function whyNot(name: string, chosen: readonly string[]): string | null {
  if (chosen.includes(name)) return 'It stands there already';
  if (chosen.length >= MAX_COLUMNS) return `At most ${MAX_COLUMNS}: take one away first`;
  if (readColumn(name) !== null) return null;
  return 'Write header. and a name, body. and a path, or one of the names that are offered';
}

function Press({
  label,
  isOff = false,
  onPress,
  children,
}: {
  label: string;
  isOff?: boolean;
  onPress: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="btn quiet px-1.5"
      aria-label={label}
      aria-disabled={isOff}
      onClick={() => isOff || onPress()}
    >
      {children}
    </button>
  );
}
