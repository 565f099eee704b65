// Letters that have something in common with this one, by what they have in common.
import Link from 'next/link';
import type { RelatedLetters } from '#lib/domain/letter-schemas.ts';
import { Age } from './clock.tsx';
import { markHref } from './id-actions.tsx';
import { letterHref } from './letter-href.ts';
import { Panel } from './panel.tsx';

const words: Record<string, string> = {
  message_id: 'Same message id',
  correlation_id: 'Same correlation id',
  trace: 'Same trace',
  tid: 'Same tid',
  body: 'Same body',
};

export function RelatedPanel({ related }: { related: readonly RelatedLetters[] }) {
  if (related.length === 0) return null;
  return (
    <Panel title="Related" name="related">
      {related.map(({ name, value, letters, hasMore }) => (
        <section
          key={name}
          className="border-t border-line px-3.5 py-2.5 first-of-type:border-0"
          data-related={name}
        >
          <h3 className="font-semibold wrap-anywhere">
            {words[name] ?? `Same ${name.replace(/^header\./, '')}`}
            {name !== 'body' && <span className="mono font-normal text-ink-3"> {value}</span>}
          </h3>
          <ul>
            {letters.map((letter) => (
              <li key={letter.id} className="mt-1 wrap-anywhere">
                <Link className="link" href={letterHref(letter.id, '')} prefetch={false}>
                  {letter.errorType ?? letter.errorMessage?.slice(0, 80) ?? letter.sourceQueue ?? 'A letter'}
                </Link>{' '}
                <span className="text-ink-3">
                  {letter.sourceQueue !== null && `${letter.sourceQueue} · `}
                  {letter.status} · <Age at={letter.arrivedAt} />
                </span>
              </li>
            ))}
          </ul>
          {hasMore && (
            <Link className="link mt-1 inline-block" href={markHref({ name, value })} prefetch={false}>
              All of them
            </Link>
          )}
        </section>
      ))}
    </Panel>
  );
}
