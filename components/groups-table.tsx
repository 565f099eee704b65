// Failure groups, a row each: what failed, how many, when, how they came, whose they are and how they stand.
import Link from 'next/link';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { Age } from './clock.tsx';
import { GroupBadges } from './group-badges.tsx';
import { groupHref } from './group-href.ts';
import { OwnerName } from './group-owner.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { Sparkline } from './sparkline.tsx';

const number = 'text-right tabular-nums';

export function GroupsTable({ groups }: { groups: readonly FailureGroupView[] }) {
  return (
    <ScrollBox label="Failure groups" className="panel overflow-x-auto">
      <table className="w-full border-collapse max-md:block">
        <thead className="bg-sunken text-left text-sm text-ink-3 max-md:hidden">
          <tr className="border-b border-line [&>th]:px-3.5 [&>th]:py-1.5 [&>th]:font-normal [&>th]:whitespace-nowrap">
            <th>Cause</th>
            <th>State</th>
            <th className={number}>Open</th>
            <th className={number}>In all</th>
            <th>Last 24 hours</th>
            <th className={number}>Last seen</th>
            <th className={number}>First seen</th>
            <th>Owner</th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {groups.map((group) => (
            <GroupRow key={group.id} group={group} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function GroupRow({ group }: { group: FailureGroupView }) {
  const { id, title, cause, letters, openLetters, perHour, firstAt, lastAt, owner } = group;
  return (
    <tr
      data-group={id}
      className="border-b border-line align-top last:border-0 hover:bg-sunken max-md:grid max-md:grid-cols-2 max-md:gap-y-1.5 max-md:py-3 [&>td]:px-3.5 md:[&>td]:py-2.5"
    >
      <td className="max-md:col-span-2">
        <Link href={groupHref(id)} prefetch={false} className="font-[550] wrap-anywhere hover:underline">
          {title}
        </Link>
        <span className="mono block text-ink-3 wrap-anywhere">
          {cause.sourceQueue ?? 'unknown queue'}
          {cause.function !== null && ` · ${cause.function}`}
        </span>
      </td>
      <td className="max-md:col-span-2">
        <span className="flex flex-wrap gap-1">
          <GroupBadges group={group} />
        </span>
      </td>
      <Cell label="Open" name="open">
        {openLetters.toLocaleString('en-US')}
      </Cell>
      <Cell label="In all" name="letters">
        {letters.toLocaleString('en-US')}
      </Cell>
      <td className="max-md:col-span-2">
        <Sparkline perHour={perHour} className="h-6 w-[112px] max-md:w-full" />
      </td>
      <Cell label="Last seen">
        <Age at={lastAt} />
      </Cell>
      <Cell label="First seen">
        <Age at={firstAt} />
      </Cell>
      <td className="max-md:col-span-2">
        <span className="text-sm text-ink-3 md:hidden">Owner </span>
        <OwnerName owner={owner} />
      </td>
    </tr>
  );
}

function Cell({ label, name, children }: { label: string; name?: string; children: React.ReactNode }) {
  return (
    <td className={`${number} whitespace-nowrap max-md:text-left`} data-cell={name}>
      <span className="block text-sm text-ink-3 md:hidden">{label}</span>
      {children}
    </td>
  );
}
