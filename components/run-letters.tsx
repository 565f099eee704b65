// The letters of a run, in the order in which they go, and what became of each.
import Link from 'next/link';
import type { RunLetter, RunState } from '#lib/domain/run-schemas.ts';
import { RunOutcomeBadge } from './run-badge.tsx';
import { Panel } from './panel.tsx';
import { ScrollBox } from './scroll-box.tsx';

export function RunLetters({
  state,
  items,
  nextHref,
}: {
  /** The run's. */
  state: RunState;
  items: readonly RunLetter[];
  nextHref: string | null;
}) {
  return (
    <Panel title="Its letters" name="run-letters">
      {items.length === 0 ? (
        <p className="px-3.5 py-6 text-center text-ink-2">None.</p>
      ) : (
        <ScrollBox label="Letters of the run" className="overflow-x-auto">
          <table className="w-full border-collapse max-md:block">
            <thead className="bg-sunken text-left text-sm text-ink-3 max-md:hidden">
              <tr className="border-b border-line [&>th]:px-3.5 [&>th]:py-1.5 [&>th]:font-normal">
                <th className="text-right">Place</th>
                <th>Outcome</th>
                <th>Letter</th>
                <th>Queue</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody className="max-md:block">
              {items.map((letter) => (
                <Row key={letter.position} letter={letter} state={state} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {nextHref !== null && (
        <p className="border-t border-line px-3.5 py-2">
          <Link className="link" href={nextHref} prefetch={false}>
            Further letters
          </Link>
        </p>
      )}
    </Panel>
  );
}

function Row({ letter, state }: { letter: RunLetter; state: RunState }) {
  const { position, deadLetterId, sourceQueue, outcome, detail, cameBackAs } = letter;
  return (
    <tr
      className="border-b border-line align-top last:border-0 max-md:flex max-md:flex-wrap max-md:gap-x-3 max-md:gap-y-1 max-md:px-3.5 max-md:py-2 md:[&>td]:px-3.5 md:[&>td]:py-1.5"
      data-run-letter={deadLetterId}
    >
      <td className="text-right tabular-nums text-ink-3">{position.toLocaleString('en-US')}</td>
      <td>
        <RunOutcomeBadge outcome={outcome} state={state} />
      </td>
      <td>
        <Link className="link mono" href={`/dead-letters/${deadLetterId}`} prefetch={false}>
          …{deadLetterId.slice(-8)}
        </Link>
        {cameBackAs !== null && (
          <>
            {' '}
            <Link className="link text-wait" href={`/dead-letters/${cameBackAs}`} prefetch={false}>
              came back
            </Link>
          </>
        )}
      </td>
      <td className="mono wrap-anywhere max-md:basis-full">{sourceQueue ?? '(unknown)'}</td>
      <td className="min-w-40 text-ink-2 wrap-anywhere max-md:basis-full max-md:empty:hidden">{detail}</td>
    </tr>
  );
}
