// Headers that RabbitMQ would not take: named, with the choice to leave them out. Nothing is left out unasked.
import type { Obstacle } from '#lib/domain/obstacles.ts';

export function ObstacleChoice({
  obstacles,
  chosen,
  onChange,
}: {
  obstacles: readonly Obstacle[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  function toggle(label: string, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(label);
    else next.delete(label);
    onChange(next);
  }

  return (
    <fieldset className="grid gap-1.5 rounded-sm bg-wait-soft px-3 py-2.5" data-obstacles>
      <legend className="float-left mb-1 text-wait">
        <b>RabbitMQ will refuse this letter with these headers.</b> It is sent without those that you tick.
      </legend>
      {obstacles.map(({ label, why, bytes }) => (
        <label key={label} className="clear-left flex min-h-6 items-start gap-2.5 wrap-anywhere">
          <input
            type="checkbox"
            className="mt-[3px] size-[15px] flex-none accent-accent"
            checked={chosen.has(label)}
            onChange={(event) => toggle(label, event.target.checked)}
          />
          <span className="min-w-0">
            Leave out <b className="mono">{label || '(no name)'}</b>
            <span className="text-ink-2">
              {why === 'too big'
                ? `, ${(bytes ?? 0).toLocaleString('en-US')} bytes: all headers together must fit into one frame`
                : ', which RabbitMQ cannot read'}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
