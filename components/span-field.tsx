// A span of time: a number, and its unit.
import { useId, useRef } from 'react';
import { useFault } from './labelled-field.tsx';
import { spanUnits, type Span } from './watch-form.ts';

export function SpanField({
  label,
  name,
  hint,
  span,
  mostMinutes,
  placeholder,
  onChange,
}: {
  label: string;
  /** As the REST API names it. */
  name: string;
  hint?: string;
  span: Span;
  mostMinutes: number;
  placeholder?: string;
  onChange: (span: Span) => void;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const fault = useFault(name, field);
  const units = spanUnits.filter(({ unit }) => unit < mostMinutes || unit === span.unit);
  const below = fault ?? hint;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <label htmlFor={id} className="font-[550]">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={id}
          name={name}
          type="number"
          inputMode="numeric"
          min={1}
          className="field min-w-0 flex-1"
          placeholder={placeholder}
          aria-invalid={fault !== null || undefined}
          aria-describedby={below === undefined ? undefined : `${id}-hint`}
          value={span.amount}
          onChange={({ target }) => onChange({ ...span, amount: target.value })}
        />
        {units.length === 1 ? (
          <span className="self-center text-ink-2">{units[0]?.name}</span>
        ) : (
          <select
            className="field"
            aria-label={`${label}: unit`}
            value={span.unit}
            onChange={({ target }) => onChange({ ...span, unit: Number(target.value) })}
          >
            {units.map(({ unit, name: word }) => (
              <option key={unit} value={unit}>
                {word}
              </option>
            ))}
          </select>
        )}
      </div>
      {below !== undefined && (
        <p
          id={`${id}-hint`}
          role={fault === null ? undefined : 'alert'}
          className={fault === null ? 'text-sm text-ink-3' : 'text-bad'}
        >
          {below}
        </p>
      )}
    </div>
  );
}
