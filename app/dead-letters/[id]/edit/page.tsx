// A letter's message, to be edited before it is tried again.
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { EditForm } from '#components/edit-form.tsx';
import { letterHref } from '#components/letter-href.ts';
import { toBase64 } from '#lib/domain/bytes.ts';
import { whyLocked } from '#lib/domain/edit/apply-edit.ts';
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readInbox } from '#lib/domain/inbox-query.ts';
import { titleOf } from '#lib/domain/letter-title.ts';
import { whyBarred } from '#lib/domain/permissions.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { whyNot } from '#lib/domain/replay-choice.ts';
import { AppError } from '#lib/errors.ts';
import { readDeadLetter } from '#lib/store/dead-letters.ts';
import { openEditable } from '#lib/store/edits.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Edit and try again' };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function EditPage({ params, searchParams }: Props) {
  const actor = await visitorOf();
  const { id } = await params;
  const { query } = readInbox(await searchParams);
  const letter = await readDeadLetter(actor, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  });
  const barred = whyBarred(actor, letter.sourceQueue) ?? whyNot(letter, 'exchange');
  const message = barred === null ? await openEditable(actor, id) : null;
  return (
    <div className="mx-auto max-w-[1180px] px-5 pb-16 max-md:px-3">
      <nav aria-label="Where this letter lies" className="flex py-2 text-ink-3">
        <Link className="link" href={letterHref(id, query)}>
          Back to the letter
        </Link>
      </nav>
      <h1 className="text-xl leading-tight font-[650] tracking-[-0.02em]">Edit and try again</h1>
      <p className="mb-4 text-ink-2 wrap-anywhere">
        {titleOf(letter).title}. The letter stays as it came; what you send is kept beside it.
      </p>
      {message === null ? (
        <p className="panel px-3.5 py-3 text-ink-2">Not now: {barred}.</p>
      ) : typeof message === 'string' ? (
        <p className="panel px-3.5 py-3 text-ink-2">{message}.</p>
      ) : (
        <EditForm
          query={query}
          letter={{
            id,
            ...partsOf(message.propertyBytes, whyLocked(message.convention)),
            body: message.body === null ? null : toBase64(message.body),
            bodyBytes: message.bodyBytes,
            places: {
              exchange: letter.exchange,
              routingKey: letter.routingKey,
              sourceQueue: letter.sourceQueue,
            },
          }}
        />
      )}
    </div>
  );
}

function partsOf(propertyBytes: Uint8Array, lockOf: (name: string) => string | null) {
  const { properties, headers } = readProperties(propertyBytes);
  const read = headers === null ? [] : readFieldTable(headers);
  return { properties, headers: read.map((header) => ({ header, locked: lockOf(header.name) })) };
}
