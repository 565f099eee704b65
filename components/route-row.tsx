// One route in the list: collapsed, or opened below its own line; moved, tried out and taken away by its buttons.
import { ArrowDown, ArrowUp, ChevronDown, X } from 'lucide-react';
import { IconButton } from './icon-button.tsx';
import { RouteFields } from './route-fields.tsx';
import { FALLBACK_KEY, type RouteForm } from './route-form.ts';
import { RouteSummary, RouteTrouble, type RouteStanding } from './route-summary.tsx';

export function RouteRow({
  route,
  at,
  count,
  place,
  standing,
  slackChannel,
  isOpen,
  onToggle,
  onChange,
  onMove,
  onRemove,
  onTest,
}: {
  route: RouteForm;
  at: number;
  count: number;
  place: string;
  /** Null for what is not saved. */
  standing: RouteStanding | null;
  slackChannel: string | null;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (change: Partial<RouteForm>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  onTest: () => void;
}) {
  const isFallback = route.key === FALLBACK_KEY;
  const name = route.name.trim() || `route ${at + 1}`;
  return (
    <li
      className="border-b border-line px-3.5 py-2.5 last:border-b-0"
      data-route={isFallback ? 'default' : at}
      data-route-key={route.key}
    >
      <div className="flex items-start gap-x-3 gap-y-1.5 max-md:flex-wrap">
        <span className="w-4 flex-none text-right text-ink-3 tabular-nums" aria-hidden="true">
          {isFallback ? '∗' : at + 1}
        </span>
        <div className="min-w-0 grow max-md:basis-[calc(100%-28px)]">
          <RouteSummary route={route} isFallback={isFallback} slackChannel={slackChannel} />
        </div>
        <div className="-my-1 flex flex-none items-center max-md:-ml-1 max-md:basis-full max-md:pl-[18px]">
          <button
            type="button"
            className="btn quiet"
            onClick={onTest}
            data-act="test"
            aria-label={`Test ${name}`}
          >
            Test…
          </button>
          <button
            type="button"
            className="btn quiet"
            onClick={onToggle}
            aria-expanded={isOpen}
            aria-label={`Edit ${name}`}
            data-act="edit"
          >
            Edit
            <ChevronDown size={13} aria-hidden="true" className={isOpen ? 'rotate-180' : ''} />
          </button>
          {!isFallback && (
            <span className="flex max-md:ml-auto">
              <IconButton
                label={`Move ${name} up`}
                Icon={ArrowUp}
                disabled={at === 0}
                onClick={() => onMove(-1)}
                data-act="up"
              />
              <IconButton
                label={`Move ${name} down`}
                Icon={ArrowDown}
                disabled={at === count - 1}
                onClick={() => onMove(1)}
                data-act="down"
              />
              <IconButton label={`Remove ${name}`} Icon={X} onClick={onRemove} data-act="remove" />
            </span>
          )}
        </div>
      </div>
      <div className="grid gap-2 pl-7 not-empty:pt-2 max-md:pl-0">
        {standing !== null && <RouteTrouble standing={standing} />}
        {isOpen && (
          <div className="rounded-md border border-line bg-bg p-3.5" data-route-fields>
            <RouteFields
              route={route}
              place={place}
              slackChannel={slackChannel}
              isFallback={isFallback}
              onChange={onChange}
            />
          </div>
        )}
      </div>
    </li>
  );
}
