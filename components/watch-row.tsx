// One watch in the list: in words, or opened below them.
import {
  ArrowRight,
  ChevronDown,
  Hourglass,
  Pause,
  TrendingUp,
  Unplug,
  X,
  type LucideIcon,
} from 'lucide-react';
import type { WatchKind } from '#lib/domain/alerts/watches.ts';
import { IconButton } from './icon-button.tsx';
import { WatchFields } from './watch-fields.tsx';
import type { WatchForm } from './watch-form.ts';
import { sayAgain, sayWatch } from './watch-words.ts';

const icons: Record<WatchKind, LucideIcon> = {
  oldest_open: Hourglass,
  group_growing: TrendingUp,
  drain_stopped: Pause,
  broker_unreachable: Unplug,
};

export function WatchRow({
  watch,
  at,
  defaultTarget,
  isOpen,
  onToggle,
  onChange,
  onRemove,
}: {
  watch: WatchForm;
  at: number;
  /** Where the default goes, in short; null where nowhere. */
  defaultTarget: string | null;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (watch: WatchForm) => void;
  onRemove: () => void;
}) {
  const Icon = icons[watch.kind];
  const target = watch.target.trim();
  return (
    <li
      className="grid grid-cols-[minmax(0,1fr)] gap-2 border-b border-line px-3.5 py-2.5 last:border-b-0"
      data-watch={at}
      data-row-key={watch.key}
    >
      <div className="flex items-start gap-x-3 gap-y-1.5 max-md:flex-wrap">
        <Icon size={14} className="mt-[3px] w-4 flex-none text-ink-3" aria-hidden="true" />
        <div className="min-w-0 grow max-md:basis-[calc(100%-28px)]">
          <p className="font-[550] wrap-anywhere" data-watch-words>
            {sayWatch(watch)}
          </p>
          <p className="flex flex-wrap items-baseline gap-x-2 text-ink-2">
            <ArrowRight size={13} className="translate-y-[2px]" aria-label="to" role="img" />
            {target === '' ? (
              <span>
                where everything else goes
                {defaultTarget === null && <span className="text-ink-3"> (nowhere yet)</span>}
              </span>
            ) : (
              <span className="mono wrap-anywhere text-ink">{target}</span>
            )}
            <span className="text-ink-3">{sayAgain(watch)}</span>
          </p>
        </div>
        <div className="-my-1 flex flex-none items-center max-md:-ml-1 max-md:basis-full max-md:pl-[18px]">
          <button
            type="button"
            className="btn quiet"
            onClick={onToggle}
            aria-expanded={isOpen}
            aria-label={`Edit watch ${at + 1}`}
            data-act="edit"
          >
            Edit
            <ChevronDown size={13} aria-hidden="true" className={isOpen ? 'rotate-180' : ''} />
          </button>
          <span className="flex max-md:ml-auto">
            <IconButton label={`Remove watch ${at + 1}`} Icon={X} onClick={onRemove} data-act="remove" />
          </span>
        </div>
      </div>
      {isOpen && (
        <div className="rounded-md border border-line bg-bg p-3.5 md:ml-7" data-watch-fields>
          <WatchFields
            watch={watch}
            place={`watches.${at}`}
            defaultTarget={defaultTarget}
            onChange={onChange}
          />
        </div>
      )}
    </li>
  );
}
