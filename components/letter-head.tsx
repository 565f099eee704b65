// A letter's heading: what failed, how it stands, where and when it died.
import Link from 'next/link';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { midSentence, reasonOf, shortName, titleOf } from '#lib/domain/letter-title.ts';
import { CameBackBadge, OutcomeBadge, StatusBadge } from './badge.tsx';
import { Age } from './clock.tsx';
import { groupHref } from './group-href.ts';
import { OwnerName } from './group-owner.tsx';
import { letterHref } from './letter-href.ts';

export function LetterHead({
  letter,
  group,
  query,
}: {
  letter: DeadLetterDetail;
  /** Null until it is grouped, a second after it came. */
  group: FailureGroupView | null;
  query: string;
}) {
  const newestReturn = letter.cameBack[0];
  const { title, rest } = titleOf(letter);
  // A framework that publishes its failures itself leaves no reason of RabbitMQ's.
  const isTold = letter.reason !== null || letter.convention === null;
  const reason = isTold && (letter.errorType || letter.errorMessage) ? reasonOf(letter) : null;
  return (
    <div className="min-w-0">
      <h1 className="mb-1.5 text-xl leading-tight font-[650] tracking-[-0.02em] wrap-anywhere">
        {title}
        {rest !== '' && `: ${rest}`}
      </h1>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2 md:[&>span+span:not(.badge)]:before:mr-2 md:[&>span+span:not(.badge)]:before:text-ink-3 md:[&>span+span:not(.badge)]:before:content-['·']">
        <StatusBadge status={letter.status} />
        {letter.status === 'open' && letter.lastOutcome !== null && (
          <OutcomeBadge stage={letter.lastOutcome} />
        )}
        {letter.cameFrom !== null && <CameBackBadge from={letter.cameFrom} />}
        {newestReturn !== undefined && (
          <Link
            href={letterHref(newestReturn.id, query)}
            className={`badge px-2 underline ${newestReturn.wasPutBack ? '' : 'bad'}`}
            data-came-back
          >
            {newestReturn.wasPutBack
              ? 'came in again after it was put back'
              : newestReturn.isSameQueue
                ? 'came back as a new letter'
                : 'died elsewhere as a new letter'}
          </Link>
        )}
        <span>
          {letter.sourceQueue === null ? 'drained from ' : 'died in '}
          <b className="mono text-ink">{letter.sourceQueue ?? letter.deadLetterQueue}</b>
        </span>
        {letter.messageType !== null && (letter.errorType ?? letter.errorMessage) !== null && (
          <span>
            message <b className="mono text-ink wrap-anywhere">{shortName(letter.messageType)}</b>
          </span>
        )}
        {reason !== null && <span>{midSentence(reason)}</span>}
        {letter.deaths > 1 && <span>{letter.deaths.toLocaleString('en-US')} deaths</span>}
        <span>
          <Age at={letter.arrivedAt} />
        </span>
        {group !== null && (
          <span>
            <Link href={groupHref(group.id)} prefetch={false} className="link" data-group-link>
              {group.letters === 1
                ? 'the only one of this cause'
                : `one of ${group.letters.toLocaleString('en-US')} of this cause`}
            </Link>
          </span>
        )}
        {group?.owner && (
          <span>
            owner <OwnerName owner={group.owner} />
          </span>
        )}
      </div>
    </div>
  );
}
