// Two letters side by side: what is known of them, properties, headers and bodies, with what differs marked.
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CompareBodies } from '#components/compare-bodies.tsx';
import { CompareFields } from '#components/compare-fields.tsx';
import { CompareHeads } from '#components/compare-heads.tsx';
import { InboxLink } from '#components/inbox-link.tsx';
import type { Actor } from '#lib/domain/actor.ts';
import { compareLetters } from '#lib/domain/compare.ts';
import { readInbox } from '#lib/domain/inbox-query.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { readBodyToCompare } from '#lib/http/body-to-compare.ts';
import { readDeadLetter } from '#lib/store/dead-letters.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Compare two letters' };

export default async function ComparePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await visitorOf();
  const { a, b, ...given } = await searchParams;
  const { query } = readInbox(given);
  const [left, right] = await Promise.all([readSide(actor, a), readSide(actor, b)]);
  const { facts, properties, headers, isCut } = compareLetters(left.letter, right.letter);

  return (
    <div className="mx-auto max-w-[1180px] px-5 pb-16 max-md:px-3">
      <nav aria-label="Where these letters lie" className="flex py-2 text-ink-3">
        <InboxLink query={query} />
      </nav>
      <h1 className="mb-3 text-xl leading-tight font-[650] tracking-[-0.02em]">Two letters compared</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <CompareHeads left={left.letter} right={right.letter} query={query} />
        <CompareFields title="What is known" name="facts" words={['fact', 'facts']} fields={facts} />
        <CompareFields
          title="Properties"
          name="properties"
          words={['property', 'properties']}
          fields={properties}
        />
        <CompareFields title="Headers" name="headers" words={['header', 'headers']} fields={headers}>
          {isCut && (
            <p className="border-t border-line px-3.5 py-2 text-ink-2">
              There are more headers, or values in them, than fit here: they are not compared.
            </p>
          )}
        </CompareFields>
        <CompareBodies key={`${left.letter.id} ${right.letter.id}`} left={left.body} right={right.body} />
      </div>
    </div>
  );
}

/** n.b. what may not be seen is not there, and opening a body is noted. */
async function readSide(actor: Actor, id: string | string[] | undefined) {
  if (typeof id !== 'string' || !isId(id)) notFound();
  const letter = await readDeadLetter(actor, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  });
  return { letter, body: await readBodyToCompare(actor, id) };
}
