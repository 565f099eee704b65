// Whether one route takes a letter, or every one that fits.
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';

const choices = [
  { value: 'first', label: 'the first route that fits' },
  { value: 'all', label: 'every route that fits' },
] as const;

export function MatchChoice({
  match,
  onChange,
}: {
  match: AlertRoutes['match'];
  onChange: (match: AlertRoutes['match']) => void;
}) {
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-sunken px-3.5 py-2">
      <legend className="sr-only">Who tells of a letter</legend>
      <span className="text-ink-2 max-sm:basis-full" aria-hidden="true">
        A letter is told by
      </span>
      {choices.map(({ value, label }) => (
        <label key={value} className="flex items-center gap-2">
          <input
            type="radio"
            name="match"
            value={value}
            checked={match === value}
            onChange={() => onChange(value)}
            className="accent-accent"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
