// Which letters a route takes, in the query language: with completion, and what is wrong at its place.
import { useId, useRef, useState } from 'react';
import { useFault } from './labelled-field.tsx';
import { faultIn, isUnfinished, QueryCombobox } from './query-combobox.tsx';

export function RouteQueryField({
  name,
  value,
  onChange,
}: {
  /** As the REST API names it. */
  name: string;
  value: string;
  onChange: (query: string) => void;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(() => faultIn(value));
  const fault = useFault(name, field);
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-[550]">
        Letters
      </label>
      <div className="relative">
        <QueryCombobox
          ref={field}
          id={id}
          name={name}
          wrong={wrong}
          defaultValue={value}
          placeholder="every letter"
          className="field mono w-full placeholder:font-sans placeholder:text-base"
          aria-describedby={`${id}-hint`}
          onType={(input) => {
            const found = faultIn(input.value);
            setWrong(isUnfinished(found) ? null : found);
            onChange(input.value);
          }}
          onBlur={({ target }) => setWrong(faultIn(target.value))}
        />
      </div>
      {/* The place of the fault says it better than the answer does. */}
      {fault !== null && wrong === null ? (
        <p id={`${id}-hint`} role="alert" className="text-bad">
          {fault}
        </p>
      ) : (
        <p id={`${id}-hint`} className="text-sm text-ink-3">
          As in the inbox: words, or key:value. Empty takes every letter.
        </p>
      )}
    </div>
  );
}
