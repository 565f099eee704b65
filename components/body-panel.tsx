'use client';
// The body: laid out as JSON, as text, or as the bytes that came. Nothing in it is executed or linked.
import { Download } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useMemo, useState } from 'react';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import { countUnread, kindOfBody, readBodyText } from '#lib/domain/body-view.ts';
import { bodyPath } from './api.ts';
import { BodyHex } from './body-hex.tsx';
import { BodyJson } from './body-json.tsx';
import { BodyNotes } from './body-notes.tsx';
import { BodyText } from './body-text.tsx';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { useBody, type BodyOfLetter } from './use-body.ts';

const nothing = new Uint8Array();
type View = 'json' | 'text' | 'hex';
const tab =
  'rounded-[4px] px-2 py-0.5 text-ink-2 hover:text-ink data-[state=active]:bg-sunken data-[state=active]:font-semibold data-[state=active]:text-ink';

export function BodyPanel(body: BodyOfLetter) {
  const state = useBody(body);
  const [chosen, setChosen] = useState<View | null>(null);
  const isUnpacking = state.isPacked && state.unpacked === null;
  const bytes = state.isPacked ? (state.unpacked?.bytes ?? nothing) : state.raw;
  const isWhole =
    state.isWhole && !(state.unpacked?.isCut ?? false) && (state.unpacked?.fault ?? null) === null;
  const text = useMemo(() => readBodyText(bytes, body.contentType), [bytes, body.contentType]);
  const kind = useMemo(() => kindOfBody(text, body.contentType, isWhole), [text, body.contentType, isWhole]);
  const fitting: View = kind === 'binary' || bytes.length === 0 ? 'hex' : kind;
  const view = chosen === null || (chosen === 'json' && kind !== 'json') ? fitting : chosen;

  return (
    <Tabs.Root value={view} onValueChange={(value) => setChosen(value as View)} asChild>
      <div>
        <Panel
          title="Body"
          name="body"
          beside={
            body.bodyBytes > 0 && (
              <Tabs.List aria-label="How to show the body" className="flex gap-0.5">
                {kind === 'json' && (
                  <Tabs.Trigger value="json" className={tab}>
                    JSON
                  </Tabs.Trigger>
                )}
                <Tabs.Trigger value="text" className={tab}>
                  Text
                </Tabs.Trigger>
                <Tabs.Trigger value="hex" className={tab}>
                  Hex
                </Tabs.Trigger>
              </Tabs.List>
            )
          }
          actions={
            <>
              <span className="px-1">
                {describe(body)}
                {state.unpacked !== null && ` → ${bytesInWords(state.unpacked.bytes.length)}`}
              </span>
              {body.bodyBytes > 0 && (
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
          <BodyNotes
            body={body}
            state={state}
            unread={view === 'text' || view === 'json' ? countUnread(text) : 0}
          />
          {body.bodyBytes > 0 && (
            <Tabs.Content value={view} tabIndex={-1} data-body-view={view} className="outline-none">
              {isUnpacking && view !== 'hex' && <div className="h-40 px-3.5 py-3 text-ink-3">Unpacking…</div>}
              {!isUnpacking && view === 'json' && <BodyJson text={text} />}
              {!isUnpacking && view === 'text' && <BodyText text={text} />}
              {view === 'hex' && <BodyHex bytes={state.raw} />}
            </Tabs.Content>
          )}
        </Panel>
      </div>
    </Tabs.Root>
  );
}

function describe({ contentType, contentEncoding, bodyBytes }: BodyOfLetter): string {
  return [contentType, contentEncoding, bytesInWords(bodyBytes)].filter(Boolean).join(' · ');
}
