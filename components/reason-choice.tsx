// Which reasons of death a route tells of; none ticked is all of them.
import { reasonWord } from '#lib/domain/letter-title.ts';

const known = ['rejected', 'expired', 'maxlen', 'delivery_limit'];

export function ReasonChoice({
  reasons,
  onChange,
}: {
  reasons: readonly string[];
  onChange: (reasons: string[]) => void;
}) {
  // Another one may have been set by the REST API.
  const offered = [...new Set([...known, ...reasons])];
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-[550]">Reasons</legend>
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        {offered.map((reason) => (
          <label key={reason} className="flex items-center gap-2">
            <input
              type="checkbox"
              className="accent-accent"
              checked={reasons.includes(reason)}
              onChange={({ target }) =>
                onChange(target.checked ? [...reasons, reason] : reasons.filter((one) => one !== reason))
              }
            />
            {reasonWord(reason)}
          </label>
        ))}
      </div>
      <p className="text-sm text-ink-3">
        {reasons.length === 0
          ? 'None ticked: letters of every reason are told.'
          : 'Letters of other reasons are taken by this route too, and told nowhere.'}
      </p>
    </fieldset>
  );
}
