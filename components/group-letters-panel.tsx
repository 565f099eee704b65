// The newest letters of a group, and the way to all of them.
import Link from 'next/link';
import type { FailureGroupView, GroupSample } from '#lib/domain/group-schemas.ts';
import { cutText } from '#lib/domain/plain-text.ts';
import { StatusBadge } from './badge.tsx';
import { Age } from './clock.tsx';
import { groupLettersHref } from './group-href.ts';
import { letterHref } from './letter-href.ts';
import { Panel } from './panel.tsx';

const MAX_SHOWN = 160;

export function GroupLettersPanel({
  group,
  samples,
}: {
  group: FailureGroupView;
  samples: readonly GroupSample[];
}) {
  return (
    <Panel
      title="Letters"
      name="letters"
      count={group.letters}
      actions={
        <Link className="link px-2" href={groupLettersHref(group.id)} prefetch={false}>
          All in the inbox
        </Link>
      }
    >
      <ul>
        {samples.map((letter) => (
          <li
            key={letter.id}
            data-letter-id={letter.id}
            className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1 border-b border-line px-3.5 py-2 last:border-0"
          >
            <StatusBadge status={letter.status} />
            <Link
              className="link min-w-0 flex-1 basis-[200px] wrap-anywhere md:basis-[360px]"
              href={letterHref(letter.id, `q=group:${group.id}`)}
              prefetch={false}
            >
              {letter.errorMessage ? cutText(letter.errorMessage, MAX_SHOWN) : group.title}
            </Link>
            {letter.routingKey !== null && (
              <span className="mono text-ink-3 wrap-anywhere">{letter.routingKey}</span>
            )}
            <Age at={letter.arrivedAt} className="text-ink-3" />
          </li>
        ))}
      </ul>
      {group.letters > samples.length && (
        <p className="border-t border-line px-3.5 py-2 text-sm text-ink-3">
          The newest {samples.length} of {group.letters.toLocaleString('en-US')}.
        </p>
      )}
    </Panel>
  );
}
