'use client';
// The body: unpacked and laid out by its format, as text, or as the bytes that came. Nothing in it is executed or linked.
import { Download, WrapText } from 'lucide-react';
import { useId } from 'react';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import type { BodyWindow } from '#lib/domain/body-schemas.ts';
import { readBodyText } from '#lib/domain/body/text.ts';
import { labelOf } from '#lib/domain/body/views.ts';
import { bodyPath, getBodyBytes } from './api.ts';
import { BodyFind } from './body-find.tsx';
import { BodyLines } from './body-lines.tsx';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { useChoice, writeChoice } from './stored-choice.ts';
import { Tabs, tabPanel } from './tabs.tsx';
import { useBodyWindow, type BodyLinesState } from './use-body-window.ts';

export type BodyOfLetter = {
  letterId: string;
  bodyBytes: number;
  contentType: string | undefined;
  contentEncoding: string | undefined;
};

export function BodyPanel({
  body,
  first,
  searched = null,
}: {
  body: BodyOfLetter;
  first: BodyWindow;
  /** What of it the inbox does not find by text, in words. */
  searched?: string | null;
}) {
  const id = useId();
  const state = useBodyWindow(body.letterId, first);
  const isWrapped = useChoice('body-wrap') === 'yes';
  const { window } = state;
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
            tabs={window.views.map((name) => ({ name, label: labelOf(name) }))}
            chosen={window.as}
            onChoose={(as) => void state.turnTo(as)}
          />
        )
      }
      actions={
        <>
          <span className="px-1 wrap-anywhere">{describe(body, window)}</span>
          {!isEmpty && window.as !== 'hex' && <BodyFind key={window.as} state={state} />}
          {!isEmpty && window.as !== 'hex' && (
            <button
              type="button"
              className="btn quiet"
              aria-pressed={isWrapped}
              aria-label="Wrap long lines"
              title="Wrap long lines"
              onClick={() => writeChoice('body-wrap', isWrapped ? 'no' : 'yes')}
            >
              <WrapText size={13} aria-hidden="true" />
            </button>
          )}
          {!isEmpty && <CopyButton text={() => readText(body)} what="the body as text" />}
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
      <Notes state={state} searched={searched} />
      {!isEmpty && (
        <div {...tabPanel(id, window.as)} data-body-view={window.as}>
          <BodyLines key={window.as} state={state} isWrapped={isWrapped && window.as !== 'hex'} />
        </div>
      )}
    </Panel>
  );
}

function Notes({ state, searched }: { state: BodyLinesState; searched: string | null }) {
  const notes = [...state.window.notes, searched, state.fault].filter((note) => note !== null);
  return (
    <div
      aria-live="polite"
      className="border-b border-line bg-sunken px-3.5 py-2 text-ink-2 last:rounded-b-md last:border-0 empty:hidden"
    >
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

/** All of it, unpacked, in its charset: as it was sent, not as it is laid out. */
async function readText({ letterId, contentType }: BodyOfLetter): Promise<string> {
  return readBodyText(await getBodyBytes(letterId), contentType);
}

function describe(body: BodyOfLetter, { unpacked }: BodyWindow): string {
  const inside = unpacked.map(({ bytes, hasMore }) => `${hasMore ? 'over ' : ''}${bytesInWords(bytes)}`);
  const size = [bytesInWords(body.bodyBytes), ...inside].join(' → ');
  return [body.contentType, body.contentEncoding, size].filter(Boolean).join(' · ');
}
