// A group's heading: what failed, how it stands, how many and since when.
import { countInWords } from '#lib/domain/amount-words.ts';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { sayState } from '#lib/domain/group-words.ts';
import { Age } from './clock.tsx';
import { GroupBadges } from './group-badges.tsx';
import { OwnerName } from './group-owner.tsx';
import { Sparkline } from './sparkline.tsx';

export function GroupHead({ group }: { group: FailureGroupView }) {
  const { title, letters, openLetters, firstAt, lastAt, perHour, owner } = group;
  return (
    <>
      <h1 className="mb-1.5 text-xl leading-tight font-[650] tracking-[-0.02em] wrap-anywhere">{title}</h1>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
        <GroupBadges group={group} />
        {group.ignoredUntil !== null && <span>{sayState(group)}</span>}
        <span data-count>
          <b className="text-ink">{openLetters.toLocaleString('en-US')}</b> open of{' '}
          {countInWords(letters, 'letter')}
        </span>
        <span>
          last <Age at={lastAt} />
        </span>
        <span>
          first <Age at={firstAt} />
        </span>
        <span>
          owner: <OwnerName owner={owner} />
          {owner?.by === 'hand' && <span className="text-ink-3"> (assigned)</span>}
        </span>
      </div>
      <Sparkline perHour={perHour} className="mt-3 h-12 w-full" />
      <p className="flex justify-between text-sm text-ink-3" aria-hidden="true">
        <span>{perHour.length / 24} days ago</span>
        <span>letters an hour</span>
        <span>now</span>
      </p>
    </>
  );
}
