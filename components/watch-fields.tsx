// A watch, opened: what is looked at, from when on it is told, where, and how often again.
import { useId } from 'react';
import { watchKinds, type WatchKind } from '#lib/domain/alerts/watches.ts';
import { LabelledField } from './labelled-field.tsx';
import { SpanField } from './span-field.tsx';
import { ofKind, type WatchForm } from './watch-form.ts';
import { kindWords } from './watch-words.ts';

/** As the REST API takes them, in minutes. */
const most: Record<WatchKind, number> = {
  oldest_open: 525_600,
  group_growing: 60,
  drain_stopped: 1440,
  broker_unreachable: 1440,
};
const MOST_AGAIN = 10_080;

export function WatchFields({
  watch,
  place,
  defaultTarget,
  onChange,
}: {
  watch: WatchForm;
  /** As the REST API names it: watches.2. */
  place: string;
  /** Where the default goes, in short; null where nowhere. */
  defaultTarget: string | null;
  onChange: (watch: WatchForm) => void;
}) {
  const id = useId();
  const { kind } = watch;
  const words = kindWords[kind];
  const hasQueues = kind === 'oldest_open' || kind === 'group_growing';
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-3.5 md:grid-cols-2">
      <div className="grid gap-1">
        <label htmlFor={id} className="font-[550]">
          Tell when
        </label>
        <select
          id={id}
          name={`${place}.kind`}
          className="field w-full"
          aria-describedby={`${id}-hint`}
          value={kind}
          onChange={({ target }) =>
            onChange(ofKind(watch, watchKinds.find((one) => one === target.value) ?? kind))
          }
        >
          {watchKinds.map((one) => (
            <option key={one} value={one}>
              {kindWords[one].choice}
            </option>
          ))}
        </select>
        <p id={`${id}-hint`} className="text-sm text-ink-3">
          {words.hint}
        </p>
      </div>
      {hasQueues && (
        <LabelledField
          label="Source queues"
          name={`${place}.queues`}
          className="field mono"
          value={watch.queues}
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          placeholder="*"
          hint="A pattern: * stands for any characters."
          onChange={({ target }) => onChange({ ...watch, queues: target.value })}
        />
      )}
      {kind === 'group_growing' && (
        <LabelledField
          label="More letters than"
          name={`${place}.letters`}
          type="number"
          inputMode="numeric"
          min={1}
          max={10_000}
          value={watch.letters}
          onChange={({ target }) => onChange({ ...watch, letters: target.value })}
        />
      )}
      <SpanField
        label={words.lasts}
        name={`${place}.minutes`}
        span={watch.lasts}
        mostMinutes={most[kind]}
        onChange={(lasts) => onChange({ ...watch, lasts })}
      />
      <LabelledField
        label="Told in"
        name={`${place}.target`}
        className="field mono placeholder:font-sans placeholder:text-base"
        value={watch.target}
        maxLength={80}
        autoComplete="off"
        spellCheck={false}
        placeholder={defaultTarget ?? 'where everything else goes'}
        hint="A Slack channel. Empty: where everything else goes."
        onChange={({ target }) => onChange({ ...watch, target: target.value })}
      />
      <SpanField
        label="Said again every"
        name={`${place}.remindMinutes`}
        span={watch.again}
        mostMinutes={MOST_AGAIN}
        placeholder="never"
        hint="While it lasts. Empty: it is said once. That it is over is always said."
        onChange={(again) => onChange({ ...watch, again })}
      />
    </div>
  );
}
