'use client';
// How a run goes: how fast, a trial first, in which order, and when it stops by itself. Fields as text, and what they ask for.
import { LabelledField } from './labelled-field.tsx';

export type RunFieldsValue = {
  rate: string;
  canaryCount: string;
  canaryWait: string;
  canaryPercent: string;
  order: 'arrival' | 'original' | 'key';
  key: string;
  keyWait: string;
  stopPercent: string;
  includeUnknown: boolean;
  includeReplayed: boolean;
};

export const firstRunFields: RunFieldsValue = {
  rate: '50',
  canaryCount: '',
  canaryWait: '30',
  canaryPercent: '10',
  order: 'arrival',
  key: '',
  keyWait: '0',
  stopPercent: '20',
  includeUnknown: false,
  includeReplayed: false,
};

/** As the REST API takes it. An empty rate is unlimited; an empty canary or stop is none. */
export function askForRun(value: RunFieldsValue): Record<string, unknown> {
  return {
    rate: value.rate.trim() === '' ? 'unlimited' : Number(value.rate),
    order: value.order === 'key' ? { key: value.key, afterSeconds: Number(value.keyWait) } : value.order,
    ...(value.canaryCount.trim() !== '' && {
      canary: {
        count: Number(value.canaryCount),
        waitSeconds: Number(value.canaryWait),
        maxCameBackPercent: Number(value.canaryPercent),
      },
    }),
    ...(value.stopPercent.trim() !== '' && { stop: { maxFailedPercent: Number(value.stopPercent) } }),
    includeUnknown: value.includeUnknown,
    includeReplayed: value.includeReplayed,
  };
}

export function RunFields({
  value,
  onChange,
}: {
  value: RunFieldsValue;
  onChange: (value: RunFieldsValue) => void;
}) {
  const put = (change: Partial<RunFieldsValue>) => onChange({ ...value, ...change });
  const number = (name: keyof RunFieldsValue, label: string, hint?: string) => (
    <LabelledField
      label={label}
      name={name}
      inputMode="decimal"
      autoComplete="off"
      value={String(value[name])}
      onChange={({ target }) => put({ [name]: target.value })}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  return (
    <>
      {number(
        'rate',
        'Letters a second',
        'From 0.1. Empty: as fast as they go. It can be changed while it runs.',
      )}
      <fieldset className="grid items-start gap-2 sm:grid-cols-3">
        <legend className="sr-only">A trial first</legend>
        {number('canaryCount', 'Trial first', 'So many letters; empty: none.')}
        {value.canaryCount.trim() !== '' && (
          <>
            {number('canaryWait', 'then wait, s')}
            {number('canaryPercent', 'stop over, %', 'that came back or failed')}
          </>
        )}
      </fieldset>
      <label className="grid gap-1">
        <span className="font-[550]">Order</span>
        <select
          className="field"
          value={value.order}
          onChange={({ target }) => put({ order: target.value as RunFieldsValue['order'] })}
        >
          <option value="arrival">As they arrived here</option>
          <option value="original">As they were first sent</option>
          <option value="key">One after the other for each key</option>
        </select>
      </label>
      {value.order === 'key' && (
        <fieldset className="grid items-start gap-2 sm:grid-cols-[2fr_1fr]">
          <legend className="sr-only">By key</legend>
          <LabelledField
            label="Key"
            name="order.key"
            value={value.key}
            autoComplete="off"
            placeholder="header.customer or body.order.id"
            hint="After a letter that is not confirmed, no more of its key go."
            onChange={({ target }) => put({ key: target.value })}
          />
          {number('keyWait', 'Wait between, s')}
        </fieldset>
      )}
      {number(
        'stopPercent',
        'Pause by itself over, %',
        'of at least 20 that failed or came back. Empty: never.',
      )}
      <Tick
        label="Also letters whose last try has an unknown outcome: they may arrive twice"
        isOn={value.includeUnknown}
        onChange={(includeUnknown) => put({ includeUnknown })}
      />
      <Tick
        label="Also letters that were replayed before: they arrive again"
        isOn={value.includeReplayed}
        onChange={(includeReplayed) => put({ includeReplayed })}
      />
    </>
  );
}

function Tick({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <label className="flex min-h-6 items-start gap-2.5">
      <input
        type="checkbox"
        className="mt-[3px] size-[15px] flex-none accent-accent"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
