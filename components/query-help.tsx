// How letters are found: the query language, and all of its keys.
import { keyNames, keys } from '#lib/domain/query/keys.ts';

const syntax: [example: string, does: string][] = [
  ['card declined', 'both words, anywhere, in any case; of a body its first 256 KB'],
  ['"card declined"', 'the phrase; in quotes every sign is itself, a quote is written twice'],
  ['-status:open', 'not'],
  ['a OR (b c)', 'one or the other'],
  ['type:Order*', 'any characters, in the value of a key'],
  ['source:*', 'known; -source:* is unknown'],
];

export function QueryHelp() {
  return (
    <section aria-label="Find" className="border-t border-line pt-3" data-query-help>
      <h3 className="mb-1 font-semibold text-ink-2">Find</h3>
      <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
        {[...syntax, ...keyRows()].map(([example, does]) => (
          <div key={example} className="contents">
            <dt className="mono wrap-anywhere">{example}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function keyRows(): [string, string][] {
  return keyNames.map((name) => [keys[name].example, keys[name].words]);
}
