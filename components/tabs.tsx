// Tabs by WAI-ARIA's pattern: one of them in the tab order, arrows move between them and choose at once.
import type { KeyboardEvent } from 'react';

export type Tab<Name extends string> = { name: Name; label: string };

/** `id` joins the tabs to their panel: give the panel `tabPanel(id, name)`. */
export function Tabs<Name extends string>({
  id,
  label,
  tabs,
  chosen,
  onChoose,
}: {
  id: string;
  label: string;
  tabs: readonly Tab<Name>[];
  chosen: Name;
  onChoose: (name: Name) => void;
}) {
  function move(event: KeyboardEvent<HTMLDivElement>) {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.name === chosen) + by;
    const next =
      tabs[
        Math.abs(by) === 1 ? (at + tabs.length) % tabs.length : Math.max(0, Math.min(at, tabs.length - 1))
      ];
    if (next === undefined) return;
    onChoose(next.name);
    document.getElementById(`${id}-${next.name}`)?.focus();
  }
  return (
    <div role="tablist" tabIndex={-1} aria-label={label} className="flex gap-0.5" onKeyDown={move}>
      {tabs.map(({ name, label: words }) => (
        <button
          key={name}
          id={`${id}-${name}`}
          type="button"
          role="tab"
          aria-selected={name === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
          className="min-h-6 rounded-[4px] px-2 text-ink-2 hover:text-ink aria-selected:bg-sunken aria-selected:font-semibold aria-selected:text-ink"
        >
          {words}
        </button>
      ))}
    </div>
  );
}

/** What makes an element the panel of the chosen tab. */
export function tabPanel(id: string, chosen: string) {
  return { id: `${id}-panel`, role: 'tabpanel', 'aria-labelledby': `${id}-${chosen}` } as const;
}
