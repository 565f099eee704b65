// The field a query is typed in: a list of keys and of values that exist opens below it, and what is wrong stands there too.
import { useId, useState, type ComponentProps, type RefObject } from 'react';
import { take } from '#lib/domain/query/completion.ts';
import type { QueryFault as Fault } from '#lib/domain/query/fault.ts';
import { MAX_QUERY, readQuery } from '#lib/domain/query/parser.ts';
import { QueryFault } from './query-fault.tsx';
import { QueryOffers } from './query-offers.tsx';
import { useCompletion } from './use-completion.ts';

export type Wrong = { text: string; fault: Fault };

/** It keeps its own text, so that nothing takes back what is being typed; the props of an input go to it. */
export function QueryCombobox({
  ref: field,
  wrong,
  findsText = false,
  onType,
  onEnter,
  onCloseOffers,
  ...input
}: {
  ref: RefObject<HTMLInputElement | null>;
  wrong: Wrong | null;
  /** Enter looks for what is written, where it may become a key too. */
  findsText?: boolean;
  onType: (input: HTMLInputElement) => void;
  onEnter?: (input: HTMLInputElement) => void;
  onCloseOffers?: (input: HTMLInputElement) => void;
} & Omit<ComponentProps<'input'>, 'ref'>) {
  const id = useId();
  const [active, setActive] = useState(-1);
  const { completion, look, close } = useCompletion();
  const offers = completion?.offers ?? [];
  const isOpen = offers.length > 0;

  function typed(typedIn: HTMLInputElement) {
    look(typedIn.value, typedIn.selectionStart ?? typedIn.value.length);
    setActive(-1);
    onType(typedIn);
  }

  function takeOffer(at: number) {
    const offer = offers[at];
    if (field.current === null || offer === undefined || completion === null) return;
    show(field.current, take(field.current.value, completion.place, offer.word));
    typed(field.current);
  }

  function onKeyDown(event: React.KeyboardEvent<HTMLInputElement>) {
    const at = event.currentTarget;
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) look(at.value, at.selectionStart ?? 0);
      else setActive((now) => move(now, event.key === 'ArrowDown' ? 1 : -1, offers.length));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen && active >= 0) {
      event.preventDefault();
      takeOffer(active);
    } else if (event.key === 'Enter') {
      close();
      onEnter?.(at);
    } else if (event.key === 'Escape' && isOpen) {
      close();
      onCloseOffers?.(at);
    } else if (event.key === 'Escape') at.blur();
  }

  return (
    <>
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-offers`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? `${id}-offers-${active}` : undefined}
        aria-invalid={wrong !== null || undefined}
        maxLength={MAX_QUERY}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onFocus={(event) => look(event.target.value, event.target.selectionStart ?? 0)}
        onClick={(event) => look(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
        onKeyDown={onKeyDown}
        {...input}
        aria-describedby={wrong === null ? input['aria-describedby'] : `${id}-fault`}
        onChange={(event) => typed(event.target)}
        onBlur={(event) => {
          close();
          input.onBlur?.(event);
        }}
      />
      <QueryOffers
        id={`${id}-offers`}
        offers={offers}
        active={active}
        text={findsText && completion?.place.wants === 'key' ? completion.place.prefix : ''}
        onTake={takeOffer}
      />
      {wrong !== null && <QueryFault id={`${id}-fault`} text={wrong.text} fault={wrong.fault} />}
    </>
  );
}

/** What is wrong with it, null where nothing is. */
export function faultIn(text: string): Wrong | null {
  const read = readQuery(text);
  return read.ok ? null : { text, fault: read.fault };
}

/** What is wrong at its end is still being typed. */
export function isUnfinished(wrong: Wrong | null): boolean {
  return wrong !== null && wrong.fault.end >= wrong.text.trimEnd().length;
}

function show(input: HTMLInputElement, { text, caret }: { text: string; caret: number }) {
  input.value = text;
  input.focus();
  input.setSelectionRange(caret, caret);
}

/** Round, with a place before the first where none is active. */
function move(now: number, by: number, count: number): number {
  return ((now + 1 + by + count + 1) % (count + 1)) - 1;
}
