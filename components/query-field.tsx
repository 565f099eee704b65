// The query of the inbox. It goes on as one types, once what is typed can be read; but what may become a key is looked for as
// text only where one says so (Enter), or goes on or away.
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isKeyBegun } from '#lib/domain/query/completion.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { faultIn, isUnfinished, QueryCombobox } from './query-combobox.tsx';
import { useSyncedField } from './use-synced-field.ts';

const TYPING_MS = 350;

export function QueryField({
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
  const [wrong, setWrong] = useState(() => faultIn(value));
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another address, come to by a link or by Back, has the last word over what was still to be sent.
  useEffect(() => {
    if (field.current?.value.trim() !== value) return;
    clearTimeout(timer.current);
    setWrong(faultIn(value));
  }, [field, value]);

  function typed(input: HTMLInputElement) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const found = faultIn(input.value);
      setWrong(isUnfinished(found) ? null : found);
      if (found === null && !mayBecomeKey(input)) send(input.value.trim());
    }, TYPING_MS);
  }

  function ask(input: HTMLInputElement) {
    clearTimeout(timer.current);
    setWrong(faultIn(input.value));
    send(input.value.trim());
  }

  /** Nobody goes on with it: it is what it is. */
  function sendWhole(input: HTMLInputElement) {
    if (!mayBecomeKey(input)) return;
    clearTimeout(timer.current);
    send(input.value.trim());
  }

  return (
    <div className="relative min-w-0 grow basis-[340px] max-md:basis-full">
      <Search size={14} className="absolute top-[11px] left-2.5 text-ink-3" aria-hidden="true" />
      <QueryCombobox
        ref={field}
        wrong={wrong}
        findsText
        name="q"
        defaultValue={value}
        aria-label="Find letters: words, or key:value"
        placeholder="Find: words, or key:value"
        className="field min-h-9 w-full border-line-strong pr-8 pl-8"
        onType={typed}
        onEnter={ask}
        onCloseOffers={sendWhole}
        onBlur={({ target }) => {
          setWrong(faultIn(target.value));
          sendWhole(target);
        }}
      />
      <span className="kbd pointer-events-none absolute top-2 right-2 max-md:hidden" aria-hidden="true">
        /
      </span>
    </div>
  );
}

function mayBecomeKey({ value, selectionStart }: HTMLInputElement): boolean {
  return readQuery(value).ok && isKeyBegun(value, selectionStart ?? value.length);
}
