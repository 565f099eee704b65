// What was sent instead of a letter's own message, beside the letter as it came.
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { CompareBodies } from '#components/compare-bodies.tsx';
import { CompareFields } from '#components/compare-fields.tsx';
import { letterHref } from '#components/letter-href.ts';
import { Panel } from '#components/panel.tsx';
import { fromBase64 } from '#lib/domain/bytes.ts';
import { compareParts } from '#lib/domain/compare.ts';
import { readInbox } from '#lib/domain/inbox-query.ts';
import { AppError } from '#lib/errors.ts';
import { readBodyToCompare } from '#lib/http/body-to-compare.ts';
import { readDeadLetter } from '#lib/store/dead-letters.ts';
import { readEdit } from '#lib/store/edits.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'What was sent' };

type Props = {
  params: Promise<{ id: string; replay: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function EditedPage({ params, searchParams }: Props) {
  const actor = await visitorOf();
  const { id, replay } = await params;
  const { query } = readInbox(await searchParams);
  const [letter, edit] = await Promise.all([readDeadLetter(actor, id), readEdit(actor, replay)]).catch(
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') notFound();
      throw error;
    },
  );
  if (!letter.replays.some((one) => one.id === replay)) notFound();
  const { properties, headers } = compareParts(letter, { ...edit, convention: letter.convention });
  const right = edit.body === null ? null : fromBase64(edit.body);
  const contentType = edit.properties.contentType;

  return (
    <div className="mx-auto max-w-[1180px] px-5 pb-16 max-md:px-3">
      <nav aria-label="Where this letter lies" className="flex py-2 text-ink-3">
        <Link className="link" href={letterHref(id, query)}>
          Back to the letter
        </Link>
      </nav>
      <h1 className="mb-3 text-xl leading-tight font-[650] tracking-[-0.02em]">What was sent</h1>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Panel title="What was changed" name="edit-changes">
          <ul className="list-disc px-8 py-3">
            {edit.changes.map((change) => (
              <li key={change} className="wrap-anywhere">
                {change}
              </li>
            ))}
          </ul>
          <p className="border-t border-line px-3.5 py-2 text-ink-2">
            A is the letter as it came. B is what was edited, before the replay left out what every replay
            does.
          </p>
        </Panel>
        <CompareFields
          title="Properties"
          name="properties"
          words={['property', 'properties']}
          fields={properties}
        />
        <CompareFields title="Headers" name="headers" words={['header', 'headers']} fields={headers} />
        {right === null ? (
          <p className="panel px-3.5 py-3 text-ink-2">The body was sent as it came.</p>
        ) : (
          <CompareBodies
            left={await readBodyToCompare(actor, id)}
            right={{ bytes: right, contentType, isWhole: true, notes: [] }}
          />
        )}
      </div>
    </div>
  );
}
