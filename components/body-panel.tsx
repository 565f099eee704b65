'use client';
// The body: laid out as JSON, as text, or as the bytes that came. Nothing in it is executed or linked.
import { Download } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import { countUnread, kindOfBody, readBodyText } from '#lib/domain/body-view.ts';
import { bodyPath } from './api.ts';
import { BodyHex } from './body-hex.tsx';
import { BodyJson } from './body-json.tsx';
import { BodyNotes } from './body-notes.tsx';
import { BodyText } from './body-text.tsx';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { Tabs, tabPanel } from './tabs.tsx';
import { useBody, type BodyOfLetter } from './use-body.ts';

type View = 'json' | 'text' | 'hex';
const views = [
  { name: 'json', label: 'JSON' },
  { name: 'text', label: 'Text' },
  { name: 'hex', label: 'Hex' },
] as const;
const nothing = new Uint8Array();

export function BodyPanel(body: BodyOfLetter) {
  const id = useId();
  const state = useBody(body);
  const [chosen, setChosen] = useState<View | null>(null);
  const isUnpacking = state.isPacked && state.unpacked === null;
  const bytes = state.isPacked ? (state.unpacked?.bytes ?? nothing) : state.raw;
  const isWhole =
    state.isWhole && !(state.unpacked?.isCut ?? false) && (state.unpacked?.fault ?? null) === null;
  const text = useMemo(() => readBodyText(bytes, body.contentType), [bytes, body.contentType]);
  const kind = useMemo(() => kindOfBody(text, body.contentType, isWhole), [text, body.contentType, isWhole]);
  const view = choose(chosen, bytes.length === 0 && !isUnpacking ? 'binary' : kind);
  const isEmpty = body.bodyBytes === 0;

  return (
    <Panel
      title="Body"
      name="body"
      beside={
        !isEmpty && (
          <Tabs
            id={id}
            label="How to show the body"
            tabs={views.filter(({ name }) => name !== 'json' || kind === 'json')}
            chosen={view}
            onChoose={setChosen}
          />
        )
      }
      actions={
        <>
          <span className="px-1 wrap-anywhere">
            {describe(body)}
            {state.unpacked !== null && ` → ${bytesInWords(state.unpacked.bytes.length)}`}
          </span>
          {!isEmpty && (
            <CopyButton
              text={() => text}
              what={isWhole ? 'the body' : 'the part of the body that is shown'}
            />
          )}
          <a
            className="btn quiet"
            href={bodyPath(body.letterId)}
            download
            title="Download the bytes as they came"
            data-download
          >
            <Download size={13} aria-hidden="true" />
            <span className="sr-only">Download the body</span>
          </a>
        </>
      }
    >
      <BodyNotes body={body} state={state} unread={view === 'hex' ? 0 : countUnread(text)} />
      {!isEmpty && (
        <div {...tabPanel(id, view)} data-body-view={view}>
          {isUnpacking && view !== 'hex' && <div className="h-40 px-3.5 py-3 text-ink-3">Unpacking…</div>}
          {!isUnpacking && view === 'json' && <BodyJson text={text} />}
          {!isUnpacking && view === 'text' && <BodyText text={text} />}
          {view === 'hex' && <BodyHex bytes={state.raw} />}
        </div>
      )}
    </Panel>
  );
}

/** What was chosen, as long as it fits; else what suits the body best. */
function choose(chosen: View | null, kind: 'json' | 'text' | 'binary'): View {
  if (chosen !== null && (chosen !== 'json' || kind === 'json')) return chosen;
  return kind === 'binary' ? 'hex' : kind;
}

function describe({ contentType, contentEncoding, bodyBytes }: BodyOfLetter): string {
  return [contentType, contentEncoding, bytesInWords(bodyBytes)].filter(Boolean).join(' · ');
}
