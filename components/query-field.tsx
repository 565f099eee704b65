// The query: one field, with completion of keys and values. It goes on as one types, once what is typed can be read; but what may
// become a key is looked for as text only where one says so (Enter), or goes on or away.
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { isKeyBegun, take } from '#lib/domain/query/completion.ts';
import type { QueryFault as Fault } from '#lib/domain/query/fault.ts';
import { MAX_QUERY, readQuery } from '#lib/domain/query/parser.ts';
import { QueryFault } from './query-fault.tsx';
import { QueryOffers } from './query-offers.tsx';
import { useCompletion } from './use-completion.ts';
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
  const id = useId();
  const send = useSyncedField(field, value, onChange);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [wrong, setWrong] = useState(() => faultIn(value));
  const [active, setActive] = useState(-1);
  const { completion, look, close } = useCompletion();
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another address, come to by a link or by Back, has the last word over what was still to be sent.
  useEffect(() => {
    if (field.current?.value.trim() !== value) return;
    clearTimeout(timer.current);
    setWrong(faultIn(value));
  }, [field, value]);
  const offers = completion?.offers ?? [];
  const isOpen = offers.length > 0;

  function typed(input: HTMLInputElement) {
    look(input.value, input.selectionStart ?? input.value.length);
    setActive(-1);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const found = faultIn(input.value);
      // What is wrong at its end is still being typed.
      const isUnfinished = found !== null && found.fault.end >= input.value.trimEnd().length;
      setWrong(isUnfinished ? null : found);
      if (found === null && !mayBecomeKey(input)) send(input.value.trim());
    }, TYPING_MS);
  }

  function takeOffer(at: number) {
    const input = field.current;
    const offer = offers[at];
    if (input === null || offer === undefined || completion === null) return;
    const after = take(input.value, completion.place, offer.word);
    show(input, after);
    typed(input);
  }

  function ask(input: HTMLInputElement) {
    clearTimeout(timer.current);
    close();
    setWrong(faultIn(input.value));
    send(input.value.trim());
  }

  /** Nobody goes on with it: it is what it is. */
  function sendWhole(input: HTMLInputElement) {
    if (!mayBecomeKey(input)) return;
    clearTimeout(timer.current);
    send(input.value.trim());
  }

  function onKeyDown(event: React.KeyboardEvent<HTMLInputElement>) {
    const input = event.currentTarget;
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) look(input.value, input.selectionStart ?? 0);
      else setActive((now) => move(now, event.key === 'ArrowDown' ? 1 : -1, offers.length));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen && active >= 0) {
      event.preventDefault();
      takeOffer(active);
    } else if (event.key === 'Enter') ask(input);
    else if (event.key === 'Escape' && isOpen) {
      close();
      sendWhole(input);
    } else if (event.key === 'Escape') input.blur();
  }

  return (
    <div className="relative min-w-0 grow basis-[340px] max-md:basis-full">
      <Search size={14} className="absolute top-[11px] left-2.5 text-ink-3" aria-hidden="true" />
      <input
        ref={field}
        type="text"
        name="q"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-offers`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? `${id}-offers-${active}` : undefined}
        aria-invalid={wrong !== null || undefined}
        aria-describedby={wrong === null ? undefined : `${id}-fault`}
        defaultValue={value}
        maxLength={MAX_QUERY}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-label="Find letters: words, or key:value"
        placeholder="Find: words, or key:value"
        className="field min-h-9 w-full border-line-strong pr-8 pl-8"
        onChange={(event) => typed(event.target)}
        onFocus={(event) => look(event.target.value, event.target.selectionStart ?? 0)}
        onClick={(event) => look(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
        onBlur={({ target }) => {
          close();
          setWrong(faultIn(target.value));
          sendWhole(target);
        }}
        onKeyDown={onKeyDown}
      />
      <span className="kbd pointer-events-none absolute top-2 right-2 max-md:hidden" aria-hidden="true">
        /
      </span>
      <QueryOffers
        id={`${id}-offers`}
        offers={offers}
        active={active}
        text={completion?.place.wants === 'key' ? completion.place.prefix : ''}
        onTake={takeOffer}
      />
      {wrong !== null && <QueryFault id={`${id}-fault`} text={wrong.text} fault={wrong.fault} />}
    </div>
  );
}

function show(input: HTMLInputElement, { text, caret }: { text: string; caret: number }) {
  input.value = text;
  input.focus();
  input.setSelectionRange(caret, caret);
}

function mayBecomeKey({ value, selectionStart }: HTMLInputElement): boolean {
  return readQuery(value).ok && isKeyBegun(value, selectionStart ?? value.length);
}

function faultIn(text: string): { text: string; fault: Fault } | null {
  const read = readQuery(text);
  return read.ok ? null : { text, fault: read.fault };
}

/** Round, with a place before the first where none is active. */
function move(now: number, by: number, count: number): number {
  return ((now + 1 + by + count + 1) % (count + 1)) - 1;
}
