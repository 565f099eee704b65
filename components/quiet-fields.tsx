// When a route is quiet: hours of the day by a time zone, and whole days.
import { useId, useRef } from 'react';
import { weekDays, type QuietHours } from '#lib/domain/alerts/routes.ts';
import { useFault } from './labelled-field.tsx';

const dayNames: Record<(typeof weekDays)[number], string> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

export function QuietFields({
  name,
  quiet,
  onChange,
}: {
  /** As the REST API names it. */
  name: string;
  quiet: QuietHours | null;
  onChange: (quiet: QuietHours | null) => void;
}) {
  return (
    <fieldset className="grid gap-2 md:row-span-2">
      <legend className="sr-only">Quiet hours</legend>
      <label className="grid grid-cols-[auto_1fr] gap-x-2.5">
        <input
          type="checkbox"
          className="mt-[3px] accent-accent"
          checked={quiet !== null}
          onChange={({ target }) => onChange(target.checked ? firstQuiet() : null)}
        />
        <span className="font-[550]">Quiet hours</span>
        <span className="col-start-2 text-sm text-ink-3">
          Nothing is posted then. What came is told at their end, in one post where there is much.
        </span>
      </label>
      {quiet !== null && <Hours name={name} quiet={quiet} onChange={onChange} />}
    </fieldset>
  );
}

function Hours({
  name,
  quiet,
  onChange,
}: {
  name: string;
  quiet: QuietHours;
  onChange: (quiet: QuietHours) => void;
}) {
  const id = useId();
  const { from, until, zone, wholeDays } = quiet;
  const isOverNight = until <= from;
  return (
    <div className="grid gap-2 pl-[23px]">
      <div className="flex flex-wrap items-center gap-2">
        <Clock
          name={`${name}.from`}
          label="Quiet from"
          value={from}
          onChange={(to) => onChange({ ...quiet, from: to })}
        />
        <span aria-hidden="true">–</span>
        <Clock
          name={`${name}.until`}
          label="Quiet until"
          value={until}
          onChange={(to) => onChange({ ...quiet, until: to })}
        />
        {isOverNight && until !== '' && <span className="text-sm text-ink-3">of the next day</span>}
      </div>
      <label htmlFor={id} className="sr-only">
        Time zone
      </label>
      <select
        id={id}
        name={`${name}.zone`}
        className="field w-full max-w-[280px]"
        value={zone}
        onChange={({ target }) => onChange({ ...quiet, zone: target.value })}
      >
        {zonesWith(zone).map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-ink-2">Whole days</span>
        {weekDays.map((day) => (
          <label key={day} className="flex items-center gap-1.5">
            <input
              type="checkbox"
              className="accent-accent"
              checked={wholeDays.includes(day)}
              onChange={({ target }) =>
                onChange({
                  ...quiet,
                  wholeDays: weekDays.filter((one) =>
                    one === day ? target.checked : wholeDays.includes(one),
                  ),
                })
              }
            />
            {dayNames[day]}
          </label>
        ))}
      </div>
      {['from', 'until', 'zone', 'wholeDays'].map((field) => (
        <Fault key={field} name={`${name}.${field}`} />
      ))}
    </div>
  );
}

function Clock({
  name,
  label,
  value,
  onChange,
}: {
  name: string;
  label: string;
  value: string;
  onChange: (clock: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const fault = useFault(name, field);
  return (
    <input
      ref={field}
      type="time"
      name={name}
      className="field"
      aria-label={label}
      aria-invalid={fault !== null || undefined}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

function Fault({ name }: { name: string }) {
  const none = useRef<HTMLElement>(null);
  const fault = useFault(name, none);
  return fault === null ? null : (
    <p role="alert" className="text-bad">
      {fault}
    </p>
  );
}

function firstQuiet(): QuietHours {
  return {
    from: '19:00',
    until: '07:00',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    wholeDays: ['sat', 'sun'],
  };
}

function zonesWith(zone: string): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), zone])].toSorted();
}
