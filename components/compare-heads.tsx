// Which two letters are compared: A and B, each with its title, how it stands and where and when it died.
import Link from 'next/link';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { titleOf } from '#lib/domain/letter-title.ts';
import { StatusBadge } from './badge.tsx';
import { Age } from './clock.tsx';
import { letterHref } from './letter-href.ts';

export function CompareHeads({
  left,
  right,
  query,
}: {
  left: DeadLetterDetail;
  right: DeadLetterDetail;
  query: string;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-2">
      <Head side="A" letter={left} query={query} />
      <Head side="B" letter={right} query={query} />
    </div>
  );
}

function Head({ side, letter, query }: { side: 'A' | 'B'; letter: DeadLetterDetail; query: string }) {
  const { title, rest } = titleOf(letter);
  return (
    <section className="panel min-w-0 px-3.5 py-3" aria-label={`Letter ${side}`} data-side={side}>
      <h2 className="mb-1 text-lg leading-snug font-semibold wrap-anywhere">
        <span className="mr-2 inline-block rounded-sm bg-sunken px-1.5 text-ink-2">{side}</span>
        <Link href={letterHref(letter.id, query)} className="link">
          {title}
        </Link>
        {rest !== '' && <span className="font-normal text-ink-2"> {rest}</span>}
      </h2>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
        <StatusBadge status={letter.status} />
        <span>
          {letter.sourceQueue === null ? 'drained from ' : 'died in '}
          <b className="mono text-ink wrap-anywhere">{letter.sourceQueue ?? letter.deadLetterQueue}</b>
        </span>
        <Age at={letter.arrivedAt} />
      </div>
    </section>
  );
}
