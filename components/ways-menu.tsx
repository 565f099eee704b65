// The other ways to try a letter again; one that cannot be gone says why.
import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import Link from 'next/link';
import { whyNot, type Way } from '#lib/domain/replay-choice.ts';
import { editHref } from './letter-href.ts';

export function WaysMenu({
  letter,
  query,
  onChoose,
}: {
  letter: DeadLetterSummary;
  query: string;
  onChoose: (way: Way) => void;
}) {
  const ways = [
    {
      way: 'queue',
      label:
        letter.sourceQueue === null
          ? 'Only to the queue it died in'
          : `Only to the queue ${letter.sourceQueue}`,
      note: 'The consumer sees the default exchange and the queue’s name as routing key.',
    },
    {
      way: 'dead_letter_queue',
      label: `Put back into ${letter.deadLetterQueue}`,
      note: 'The dead-letter queue it was drained from, while that is paused: with all that tells of its death.',
    },
    { way: 'exchange', label: 'Somewhere else…', note: 'An exchange and a routing key that you name.' },
  ] as const;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="btn go min-h-10 rounded-l-none border-l-[color-mix(in_srgb,var(--accent-ink)_30%,transparent)] px-2.5"
        aria-label="Other ways to try again"
        data-act="ways"
      >
        <ChevronDown size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>

      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className="z-30 w-[320px] max-w-[calc(100vw-24px)] rounded-md border border-line bg-panel p-1.5 shadow-raised"
      >
        {ways.map(({ way, label, note }) => {
          const why = whyNot(letter, way);
          return (
            <DropdownMenu.Item
              key={way}
              className="menu-item"
              disabled={why !== null}
              onSelect={() => onChoose(way)}
              data-way={way}
            >
              <span className="block font-[550] wrap-anywhere">{label}</span>
              <span className="block text-sm text-ink-2">{why === null ? note : `Not now: ${why}.`}</span>
            </DropdownMenu.Item>
          );
        })}
        <DropdownMenu.Item className="menu-item" asChild disabled={whyNot(letter, 'exchange') !== null}>
          <Link href={editHref(letter.id, query)} data-way="edit">
            <span className="block font-[550]">Edit first…</span>
            <span className="block text-sm text-ink-2">
              {whyNot(letter, 'exchange') === null
                ? 'Body, headers and properties; the letter stays as it came.'
                : `Not now: ${whyNot(letter, 'exchange')}.`}
            </span>
          </Link>
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
