// The search: it goes on as one types.
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useSyncedField } from './use-synced-field.ts';

const TYPING_MS = 350;

export function SearchField({
  field,
  value,
  onChange,
}: {
  field: React.RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (q: string) => void;
}) {
  const send = useSyncedField(field, value, onChange);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another address, come to by a link or by Back, has the last word over what was still to be sent.
  useEffect(() => {
    if (field.current?.value.trim() === value) clearTimeout(timer.current);
  }, [field, value]);
  return (
    <div className="relative min-w-0 grow basis-[280px]">
      <Search size={14} className="absolute top-[11px] left-2.5 text-ink-3" aria-hidden="true" />
      <input
        ref={field}
        type="search"
        name="q"
        defaultValue={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Search in error, routing key, headers and body"
        placeholder="Search error, routing key, headers, body"
        className="field min-h-9 w-full border-line-strong pl-8"
        onChange={(event) => {
          const q = event.target.value.trim();
          clearTimeout(timer.current);
          timer.current = setTimeout(() => send(q), TYPING_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter') return;
          clearTimeout(timer.current);
          send(event.currentTarget.value.trim());
        }}
      />
      <span className="kbd pointer-events-none absolute top-2 right-2 max-md:hidden" aria-hidden="true">
        /
      </span>
    </div>
  );
}
