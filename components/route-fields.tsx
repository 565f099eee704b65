// A route, opened: its name, which letters, where to, and whom to mention; below that, what holds it back.
import { useRef } from 'react';
import { useFault, LabelledField } from './labelled-field.tsx';
import { OutletFields } from './outlet-fields.tsx';
import { QuietFields } from './quiet-fields.tsx';
import { ReasonChoice } from './reason-choice.tsx';
import type { RouteForm } from './route-form.ts';
import { RouteQueryField } from './route-query-field.tsx';

export function RouteFields({
  route,
  place,
  slackChannel,
  isFallback,
  onChange,
}: {
  route: RouteForm;
  /** As the REST API names it: items.2. */
  place: string;
  slackChannel: string | null;
  isFallback: boolean;
  onChange: (change: Partial<RouteForm>) => void;
}) {
  return (
    <div className="grid items-start [&_:is(input,select)]:scroll-mb-40 gap-x-6 gap-y-3.5 md:grid-cols-2">
      {!isFallback && (
        <LabelledField
          label="Name"
          name={`${place}.name`}
          value={route.name}
          maxLength={80}
          autoComplete="off"
          placeholder="Payments"
          onChange={({ target }) => onChange({ name: target.value })}
        />
      )}
      <OutletFields
        place={place}
        route={route}
        slackChannel={slackChannel}
        isFallback={isFallback}
        onChange={onChange}
      />
      {!isFallback && (
        <div className="md:col-span-2">
          <RouteQueryField
            name={`${place}.query`}
            value={route.query}
            onChange={(query) => onChange({ query })}
          />
        </div>
      )}
      {route.outlet === 'slack' && (
        <MentionField
          name={`${place}.mention`}
          value={route.mention}
          onChange={(mention) => onChange({ mention })}
        />
      )}
      <ReasonChoice reasons={route.reasons} onChange={(reasons) => onChange({ reasons })} />
      <QuietFields name={`${place}.quiet`} quiet={route.quiet} onChange={(quiet) => onChange({ quiet })} />
      <label className="grid grid-cols-[auto_1fr] gap-x-2.5">
        <input
          type="checkbox"
          className="mt-[3px] accent-accent"
          checked={route.showsBody}
          onChange={({ target }) => onChange({ showsBody: target.checked })}
        />
        <span className="font-[550]">Posts show the beginning of the body</span>
        <span className={`col-start-2 text-sm ${route.showsBody ? 'text-wait' : 'text-ink-3'}`}>
          Bodies may hold secrets and personal data, and stay where they are posted.
        </span>
      </label>
    </div>
  );
}

/** Nobody, the owner, or somebody by their ID. */
function MentionField({
  name,
  value,
  onChange,
}: {
  name: string;
  value: string;
  onChange: (mention: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const fault = useFault(name, field);
  const isId = value !== 'nobody' && value !== 'owner';
  return (
    <div className="grid gap-1">
      <label htmlFor={`${name}-who`} className="font-[550]">
        Mention
      </label>
      <div className="flex flex-wrap gap-2">
        <select
          id={`${name}-who`}
          className="field grow"
          value={isId ? 'id' : value}
          onChange={({ target }) => onChange(target.value === 'id' ? '' : target.value)}
        >
          <option value="nobody">nobody</option>
          <option value="owner">the owner of the source queue</option>
          <option value="id">a member or a group…</option>
        </select>
        {isId && (
          <input
            ref={field}
            name={name}
            className="field mono flex-1 basis-[130px]"
            aria-label="Slack ID to mention"
            aria-invalid={fault !== null || undefined}
            aria-describedby={`${name}-hint`}
            placeholder="U… or S…"
            maxLength={21}
            spellCheck={false}
            value={value}
            onChange={({ target }) => onChange(target.value.trim())}
          />
        )}
      </div>
      <p
        id={`${name}-hint`}
        role={fault === null ? undefined : 'alert'}
        className={fault === null ? 'text-sm text-ink-3' : 'text-bad'}
      >
        {fault ?? hints[isId ? 'id' : value]}
      </p>
    </div>
  );
}

const hints: Record<string, string> = {
  nobody: 'Nobody is pinged.',
  owner: 'Once, by the first post of a group. Owners and their Slack IDs stand in the settings.',
  id: 'Once, by the first post of a group. A member’s ID (U…): their profile → ⋮ → Copy member ID. A user group’s begins with S.',
};
