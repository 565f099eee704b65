// The way out of a route, and where it leads: a channel, a URL, or addresses.
import { useId, useRef } from 'react';
import { outlets, targetFault, type Outlet } from '#lib/domain/alerts/channel.ts';
import { LabelledField } from './labelled-field.tsx';
import { outletWords } from './outlet-words.ts';
import type { RouteForm } from './route-form.ts';

export function OutletFields({
  route: { outlet, target },
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
  const id = useId();
  const typed = useRef<Partial<Record<Outlet, string>>>({});
  const words = outletWords[outlet];
  const isDefaultOfSlack = isFallback && outlet === 'slack';

  /** What was typed for one way out is there again when one comes back to it. */
  function choose(next: Outlet) {
    typed.current[outlet] = target;
    const fitting = targetFault(next, target) === null ? target : '';
    onChange({ outlet: next, target: typed.current[next] ?? fitting });
  }

  return (
    <>
      <div className="grid gap-1">
        <label htmlFor={id} className="font-[550]">
          Told by
        </label>
        <select
          id={id}
          name={`${place}.outlet`}
          className="field w-full"
          value={outlet}
          onChange={(event) => choose(outlets.find((one) => one === event.target.value) ?? outlet)}
        >
          {outlets.map((one) => (
            <option key={one} value={one}>
              {outletWords[one].name}
            </option>
          ))}
        </select>
      </div>
      <div className={isFallback ? '' : 'md:col-span-2'}>
        <LabelledField
          label={words.target}
          name={`${place}.target`}
          className="field mono placeholder:font-sans placeholder:text-base"
          value={target}
          maxLength={outlet === 'slack' ? 80 : 2000}
          autoComplete="off"
          spellCheck={false}
          placeholder={isDefaultOfSlack ? (slackChannel ?? 'SLACK_CHANNEL') : words.placeholder}
          hint={
            isDefaultOfSlack
              ? `Empty: SLACK_CHANNEL${slackChannel === null ? '' : `, which is ${slackChannel}`}.`
              : words.hint
          }
          onChange={(event) => onChange({ target: event.target.value })}
        />
      </div>
    </>
  );
}
