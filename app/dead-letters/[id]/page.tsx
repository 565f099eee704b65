// One letter: what failed, its journey, error, body, headers and properties, and what came of it.
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { letterPath } from '#components/api.ts';
import { BodyPanel } from '#components/body-panel.tsx';
import { ErrorPanel } from '#components/error-panel.tsx';
import { HeadersPanel } from '#components/headers-panel.tsx';
import { JourneyDrawing } from '#components/journey-drawing.tsx';
import { LetterActions } from '#components/letter-actions.tsx';
import { LetterCrumb } from '#components/letter-crumb.tsx';
import { LetterHead } from '#components/letter-head.tsx';
import { LetterRefresh } from '#components/letter-refresh.tsx';
import { NotesPanel } from '#components/notes-panel.tsx';
import { PropertiesPanel } from '#components/properties-panel.tsx';
import { RelatedPanel } from '#components/related-panel.tsx';
import { ReproducePanel } from '#components/reproduce-panel.tsx';
import { StoryPanel } from '#components/story-panel.tsx';
import { TwinNote } from '#components/twin-note.tsx';
import { UnderstoodPanel } from '#components/understood-panel.tsx';
import { readConfig } from '#lib/config.ts';
import { readInbox } from '#lib/domain/inbox-query.ts';
import { boundHeaders } from '#lib/domain/header-bounds.ts';
import { withoutBulk } from '#lib/domain/letter-bulk.ts';
import { saySearched } from '#lib/domain/search-index.ts';
import { titleOf } from '#lib/domain/letter-title.ts';
import { hasRole, whyBarred } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { readBodyWindow } from '#lib/http/body-window.ts';
import { findNeighbours, readDeadLetter } from '#lib/store/dead-letters.ts';
import { findGroupOf } from '#lib/store/failure-groups.ts';
import { listNotes } from '#lib/store/notes.ts';
import { findRelated } from '#lib/store/related.ts';
import { visitorOf } from '#app/visitor.ts';

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** So much of the body comes with the page. */
const FIRST_LINES = 200;

const letterOfRequest = cache(async (id: string) => readDeadLetter(await visitorOf(), id));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const letter = await letterOfRequest((await params).id).catch(() => null);
  return { title: letter === null ? 'No such letter' : titleOf(letter).title };
}

const none = { newer: null, older: null };

/** A letter is shown also while searches take too long to tell which one is next. */
function noneWhereBusy(error: unknown): typeof none {
  if (error instanceof AppError && (error.code === 'unavailable' || error.code === 'too_many')) return none;
  throw error;
}

export default async function LetterPage({ params, searchParams }: Props) {
  const actor = await visitorOf();
  const { id } = await params;
  const given = await searchParams;
  // The address in Slack bears no filter: that letter lies among the open ones.
  const inbox = readInbox(Object.keys(given).length === 0 ? { status: 'open' } : given);
  const letter = await letterOfRequest(id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  });
  const { idLinks } = readConfig();
  const [first, neighbours, notes, related, group] = await Promise.all([
    readBodyWindow(actor, id, { from: 0, lines: FIRST_LINES }),
    inbox.wrongQuery === null ? findNeighbours(actor, id, inbox.filter).catch(noneWhereBusy) : none,
    listNotes(actor, id),
    findRelated(actor, id),
    findGroupOf(actor, id),
  ]);
  const barred = whyBarred(actor, letter.sourceQueue);
  const newestReplay =
    letter.replays.toSorted((a, b) => Date.parse(b.askedAt) - Date.parse(a.askedAt))[0] ?? null;

  return (
    <div
      className="mx-auto max-w-[1180px] px-5 pb-16 max-md:px-3"
      data-letter={letter.id}
      data-status={letter.status}
    >
      <LetterRefresh letterId={letter.id} />
      <LetterCrumb query={inbox.query} newer={neighbours.newer} older={neighbours.older} />
      <LetterActions
        key={letter.id}
        letter={withoutBulk(letter)}
        query={inbox.query}
        obstacles={letter.obstacles}
        bodyChange={letter.understood?.bodyChange ?? null}
        lastReplay={newestReplay}
        barred={barred}
      >
        <LetterHead letter={letter} group={group} query={inbox.query} />
      </LetterActions>
      {letter.isPerhapsTwo && (
        <TwinNote letterId={letter.id} redeliveries={letter.redeliveries} barred={barred} />
      )}
      {letter.keptRawBecause !== null && (
        <p className="panel mb-4 border-transparent bg-wait-soft px-3.5 py-2.5 text-wait">
          Kept raw: {letter.keptRawBecause}. Its bytes are all here, but it cannot be searched.
        </p>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_312px]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
          <JourneyDrawing letter={letter} />
          <ErrorPanel letter={letter} />
          <BodyPanel
            key={letter.id}
            first={first}
            body={{
              letterId: letter.id,
              bodyBytes: letter.bodyBytes,
              contentType: letter.properties.contentType,
              contentEncoding: letter.properties.contentEncoding,
            }}
            searched={letter.keptRawBecause === null ? saySearched(letter) : null}
          />
          <HeadersPanel
            letterId={letter.id}
            headers={boundHeaders(letter.headers, letter.convention)}
            idLinks={idLinks}
          />
          <ReproducePanel key={`reproduce ${letter.id}`} letterId={letter.id} bodyBytes={letter.bodyBytes} />
        </div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
          <UnderstoodPanel letter={letter} />
          <PropertiesPanel letter={letter} idLinks={idLinks} />
          <RelatedPanel related={related} />
          <StoryPanel letter={letter} query={inbox.query} hasAudit={hasRole(actor, 'administrator')} />
          <NotesPanel
            key={`notes ${letter.id}`}
            path={`${letterPath(letter.id)}/notes`}
            on="letter"
            notes={notes}
            mayWrite={hasRole(actor, 'operator')}
            mayDeleteAny={hasRole(actor, 'administrator')}
          />
        </div>
      </div>
    </div>
  );
}
