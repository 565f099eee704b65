// Where letters go when they are tried again: one of three ways, or back to where they were drained from.
import { useId } from 'react';
import type { Way } from '#lib/domain/replay-choice.ts';

const ways: readonly { value: Way; label: string; note: string }[] = [
  {
    value: 'origin',
    label: 'To the exchange each was published to',
    note: 'Every queue bound there gets it again.',
  },
  {
    value: 'queue',
    label: 'Only to the queue each died in',
    note: 'Consumers there see the default exchange and the queue’s name as routing key.',
  },
  {
    value: 'dead_letter_queue',
    label: 'Put back into the dead-letter queue each was drained from',
    note: 'With all that tells of its death. Only while that queue is paused.',
  },
];
const elsewhere = {
  value: 'exchange',
  label: 'Somewhere else',
  note: 'All of them, by one routing key.',
} as const;

export function WayChoice({
  way,
  onChange,
  isElsewhereOffered = false,
}: {
  way: Way;
  onChange: (way: Way) => void;
  isElsewhereOffered?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="grid gap-1.5">
      <legend className="sr-only">Where to</legend>
      {[...ways, ...(isElsewhereOffered ? [elsewhere] : [])].map(({ value, label, note }) => (
        <label
          key={value}
          className="grid grid-cols-[auto_1fr] gap-x-2.5 rounded-sm border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={way === value}
            onChange={() => onChange(value)}
            className="mt-[3px] accent-accent"
          />
          <span className="font-[550]">{label}</span>
          <span className="col-start-2 text-ink-2">{note}</span>
        </label>
      ))}
    </fieldset>
  );
}
