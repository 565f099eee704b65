'use client';
// A letter's message, opened to be edited before it is tried again.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Header, Properties } from '#lib/domain/dead-letter.ts';
import { fromBase64, readUtf8, writeUtf8 } from '#lib/domain/bytes.ts';
import {
  lineEndOf,
  openDraft,
  readDraft,
  readHex,
  type BodyDraft,
  type Draft,
} from '#lib/domain/edit/draft.ts';
import type { EditPreview, MessageEdit } from '#lib/domain/edit/edit-request.ts';
import { post } from './api.ts';
import { EditBody, type OpenedBody } from './edit-body.tsx';
import { EditHeaders } from './edit-headers.tsx';
import { EditProperties } from './edit-properties.tsx';
import { EditReview, type Places, type ReviewedBody } from './edit-review.tsx';

export type EditedLetter = {
  id: string;
  headers: readonly { header: Header; locked: string | null }[];
  properties: Properties;
  /** Base64; null where it is too large to be edited here. */
  body: string | null;
  bodyBytes: number;
  places: Places;
};

type Reviewed = {
  edit: MessageEdit;
  preview: EditPreview;
  bodies: { left: ReviewedBody; right: ReviewedBody } | null;
};

export function EditForm({ letter, query }: { letter: EditedLetter; query: string }) {
  const first = useMemo(() => openDraft(letter.headers, letter.properties), [letter]);
  const body = useMemo(() => openBody(letter), [letter]);
  const [draft, setDraft] = useState<Draft>(first);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [reviewed, setReviewed] = useState<Reviewed | null>(null);

  async function review() {
    if (isBusy) return;
    setFault(null);
    try {
      const edit = readDraft(draft, first);
      setBusy(true);
      const answer = await post<EditPreview>('/api/v1/edit-previews', { deadLetterId: letter.id, edit });
      if (!answer.ok) setFault(answer.problem.detail || answer.problem.title);
      else if (answer.value.changes.length === 0) setFault('Nothing is changed yet.');
      else {
        setReviewed({
          edit,
          preview: answer.value,
          bodies: bodiesOf(body, draft, letter.properties.contentType),
        });
        window.scrollTo({ top: 0 });
      }
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  // What had the focus is gone: keys go on from the top of what came instead.
  const top = useRef<HTMLElement>(null);
  const shown = useRef(reviewed);
  useEffect(() => {
    if (shown.current !== reviewed) top.current?.focus({ preventScroll: true });
    shown.current = reviewed;
  }, [reviewed]);

  if (reviewed !== null)
    return (
      <section ref={top} tabIndex={-1} aria-label="The changes" className="outline-none">
        <EditReview
          letterId={letter.id}
          {...reviewed}
          places={letter.places}
          query={query}
          onBack={() => setReviewed(null)}
        />
      </section>
    );
  return (
    <section
      ref={top}
      tabIndex={-1}
      aria-label="The message"
      className="grid grid-cols-[minmax(0,1fr)] gap-4 outline-none"
      data-edit-form
    >
      <EditBody opened={body} draft={draft.body} onChange={(now) => setDraft({ ...draft, body: now })} />
      <EditHeaders headers={draft.headers} onChange={(headers) => setDraft({ ...draft, headers })} />
      <EditProperties
        values={draft.properties}
        onChange={(properties) => setDraft({ ...draft, properties })}
      />
      <div className="flex flex-wrap items-center justify-end gap-3">
        {fault !== null && (
          <p className="grow text-bad wrap-anywhere" role="alert">
            {fault}
          </p>
        )}
        <button type="button" className="btn go" onClick={review} aria-disabled={isBusy} data-act="review">
          {isBusy ? 'Looking…' : 'Review the changes…'}
        </button>
      </div>
    </section>
  );
}

function openBody({ body, bodyBytes, properties }: EditedLetter): OpenedBody {
  const bytes = body === null ? null : fromBase64(body);
  const read = bytes === null ? null : readUtf8(bytes);
  const isText = read !== null && !read.includes('\0') && lineEndOf(read) !== null;
  const isJson = /json/i.test(properties.contentType ?? '') || /^\s*[[{]/.test(read ?? '');
  const packed = /^(utf-?8|identity|)$/i.test(properties.contentEncoding ?? '')
    ? null
    : (properties.contentEncoding ?? null);
  return { bytes, text: isText ? read : null, bodyBytes, isJson, packed };
}

function bodiesOf(
  opened: OpenedBody,
  { body }: { body: BodyDraft },
  contentType: string | undefined,
): Reviewed['bodies'] {
  if (body.kind === 'kept') return null;
  const now =
    body.kind === 'text' ? writeUtf8(body.text) : body.kind === 'hex' ? readHex(body.hex) : body.bytes;
  const side = (bytes: Uint8Array | null): ReviewedBody => ({
    bytes: bytes ?? new Uint8Array(),
    contentType,
    isWhole: true,
    notes: bytes === null ? ['too large to be compared here.'] : [],
  });
  return { left: side(opened.bytes), right: side(now) };
}
