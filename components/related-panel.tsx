// Letters that have something in common with this one, by what they have in common.
import Link from 'next/link';
import type { RelatedLetters } from '#lib/domain/letter-schemas.ts';
import { Age } from './clock.tsx';
import { letterHref, markHref } from './letter-href.ts';
import { Panel } from './panel.tsx';

const words: Record<string, string> = {
  message_id: 'message id',
  correlation_id: 'correlation id',
  trace: 'trace',
  tid: 'tid',
  body: 'body',
};

export function RelatedPanel({ related }: { related: readonly RelatedLetters[] }) {
  if (related.length === 0) return null;
  return (
    <Panel title="Related" name="related">
      {joinEqual(related).map(({ names, name, value, letters, hasMore }) => (
        <section
          key={name}
          className="border-t border-line px-3.5 py-2.5 first-of-type:border-0"
          data-related={name}
        >
          <h3 className="font-semibold wrap-anywhere">
            Same {listWords(names.map((one) => words[one] ?? one.replace(/^header\./, '')))}
            {names.length === 1 && name !== 'body' && (
              <span className="mono font-normal text-ink-3"> {value}</span>
            )}
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

/** What is shared with the very same letters is told once. */
function joinEqual(related: readonly RelatedLetters[]): (RelatedLetters & { names: string[] })[] {
  const joined: (RelatedLetters & { names: string[] })[] = [];
  const idsOf = (one: RelatedLetters) => one.letters.map(({ id }) => id).join();
  for (const one of related) {
    const same = joined.find((other) => idsOf(other) === idsOf(one) && other.hasMore === one.hasMore);
    if (same === undefined) joined.push({ ...one, names: [one.name] });
    else same.names.push(one.name);
  }
  return joined;
}

function listWords(some: readonly string[]): string {
  return some.length < 2 ? (some[0] ?? '') : `${some.slice(0, -1).join(', ')} and ${some.at(-1)}`;
}
