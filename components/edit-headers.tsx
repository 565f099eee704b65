'use client';
// The headers of a message as fields: name, type and value; those that a replay sets itself are locked, and say why.
import { Plus, RotateCcw, Trash2 } from 'lucide-react';
import { writableTypes, type HeaderDraft } from '#lib/domain/edit/draft.ts';
import { makeKey } from './api.ts';
import { Panel } from './panel.tsx';

export function EditHeaders({
  headers,
  onChange,
}: {
  headers: readonly HeaderDraft[];
  onChange: (headers: HeaderDraft[]) => void;
}) {
  function change(key: string, part: Partial<HeaderDraft>) {
    onChange(headers.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }
  function add() {
    const key = `new ${makeKey()}`;
    const fresh = {
      place: null,
      name: '',
      type: 'longstr',
      text: '',
      isRemoved: false,
      locked: null,
    } as const;
    onChange([...headers, { key, ...fresh }]);
  }
  return (
    <Panel
      title="Headers"
      name="edit-headers"
      count={headers.length}
      actions={
        <button type="button" className="btn quiet" onClick={add} data-act="add-header">
          <Plus size={13} aria-hidden="true" /> Add a header
        </button>
      }
    >
      {headers.length === 0 && <p className="px-3.5 py-3 text-ink-2">The message bears none.</p>}
      <ul>
        {headers.map((header) => (
          <Row
            key={header.key}
            header={header}
            onChange={(part) => change(header.key, part)}
            onDrop={() =>
              header.place === null
                ? onChange(headers.filter(({ key }) => key !== header.key))
                : change(header.key, { isRemoved: !header.isRemoved })
            }
          />
        ))}
      </ul>
    </Panel>
  );
}

function Row({
  header: { name, type, text, isRemoved, locked },
  onChange,
  onDrop,
}: {
  header: HeaderDraft;
  onChange: (part: Partial<HeaderDraft>) => void;
  onDrop: () => void;
}) {
  const called = name || 'the new header';
  if (locked !== null)
    return (
      <li className="flex flex-wrap gap-x-3 border-t border-line px-3.5 py-2 text-ink-2 first:border-t-0">
        <span className="mono wrap-anywhere">{name || '(no name)'}</span>
        <span>locked: {locked}</span>
      </li>
    );
  return (
    <li
      className={`grid grid-cols-[minmax(0,1fr)_112px_minmax(0,2fr)_auto] gap-2 border-t border-line px-3.5 py-2 first:border-t-0 max-md:grid-cols-[minmax(0,1fr)_78px_auto] ${isRemoved ? 'bg-bad-soft' : ''}`}
      data-header={name}
    >
      <input
        className="field mono"
        aria-label={`Name of ${called}`}
        value={name}
        placeholder="name"
        spellCheck={false}
        disabled={isRemoved}
        onChange={({ target }) => onChange({ name: target.value })}
      />
      <select
        className="field max-md:col-span-2"
        aria-label={`Type of ${called}`}
        value={type}
        disabled={isRemoved}
        onChange={({ target }) => onChange({ type: target.value as HeaderDraft['type'] })}
      >
        {writableTypes.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <input
        className="field mono max-md:col-span-2"
        aria-label={`Value of ${called}`}
        value={type === 'void' ? '' : text}
        placeholder={type === 'void' ? 'void has no value' : ''}
        spellCheck={false}
        disabled={isRemoved || type === 'void'}
        onChange={({ target }) => onChange({ text: target.value })}
      />
      <button
        type="button"
        className="btn quiet px-2"
        onClick={onDrop}
        aria-label={isRemoved ? `Keep ${called}` : `Take ${called} away`}
        title={isRemoved ? 'Keep it' : 'Take it away'}
      >
        {isRemoved ? <RotateCcw size={14} aria-hidden="true" /> : <Trash2 size={14} aria-hidden="true" />}
      </button>
    </li>
  );
}
