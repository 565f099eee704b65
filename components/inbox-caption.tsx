// Above the list: how many letters, and the pill that adds the new ones when it is pressed.
import { ArrowUp } from 'lucide-react';
import { sayMatches, countInWords } from '#lib/domain/amount-words.ts';
import { countFresh } from '#lib/domain/letter-list.ts';
import type { LetterCount } from '#lib/domain/query/schemas.ts';
import type { Letters } from './use-letters.ts';

export function InboxCaption({
  letters,
  counted,
  openLetters,
  tools,
}: {
  letters: Letters;
  /** Null where it is not known, or what is loaded is all. */
  counted: LetterCount | null;
  openLetters: string | null;
  tools: React.ReactNode;
}) {
  const { items, nextCursor } = letters.list;
  const fresh = countFresh(letters.list);
  const count = `${fresh.count.toLocaleString('en-US')}${fresh.isMore ? '+' : ''}`;

  function showNew() {
    letters.showNew();
    window.scrollTo({ top: 0 });
  }

  return (
    <>
      {/* Where it is narrow: left of the tools, not over them. */}
      <div className="sticky top-2 z-10 flex h-0 justify-center max-md:top-14 max-md:justify-end max-md:pr-[112px]">
        {fresh.count > 0 && (
          <button
            type="button"
            data-new-letters={count}
            onClick={showNew}
            className="btn mt-2 h-8 rounded-full text-accent shadow-raised"
          >
            <ArrowUp size={13} aria-hidden="true" />
            {count} new
          </button>
        )}
      </div>
      <div className="flex h-12 items-center gap-3.5">
        <h1 className="text-lg font-[650] tracking-[-0.01em]" data-caption>
          {openLetters ?? sayMatches(items.length, nextCursor !== null, counted)}
        </h1>
        {(openLetters !== null || counted !== null) && nextCursor !== null && (
          <span className="text-ink-2 max-md:hidden">
            newest {countInWords(items.length, 'letter')} shown
          </span>
        )}
        {tools}
        <output className="sr-only">{fresh.count > 0 ? `${count} new letters` : ''}</output>
      </div>
    </>
  );
}
