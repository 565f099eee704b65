'use client';
// The body to edit: as text where it is text, as bytes in hexadecimal, or replaced by a file.
import { useState, type ChangeEvent } from 'react';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import { writeHex, type BodyDraft } from '#lib/domain/edit/draft.ts';
import { MAX_EDITED_BODY } from '#lib/domain/edit/edit-request.ts';
import { CodeEditor } from './code-editor.tsx';
import { Panel } from './panel.tsx';

export type OpenedBody = {
  /** Null where it is too large to be edited here. */
  bytes: Uint8Array | null;
  /** Null where it is no text. */
  text: string | null;
  bodyBytes: number;
  isJson: boolean;
  /** What is packed around it; it is edited as it is packed. */
  packed: string | null;
};

export function EditBody({
  opened,
  draft,
  onChange,
}: {
  opened: OpenedBody;
  draft: BodyDraft;
  onChange: (draft: BodyDraft) => void;
}) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const { bytes, text } = opened;
  const isAsBytes = draft.kind === 'hex' || (draft.kind === 'kept' && text === null && bytes !== null);

  function asItCame() {
    setRound(round + 1);
    onChange({ kind: 'kept' });
  }

  async function take({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0];
    if (file === undefined) return;
    if (file.size > MAX_EDITED_BODY)
      return setTrouble(
        `${file.name} has ${bytesInWords(file.size)}; at most ${bytesInWords(MAX_EDITED_BODY)} go.`,
      );
    setTrouble(null);
    onChange({ kind: 'file', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }

  return (
    <Panel
      title="Body"
      name="edit-body"
      beside={<span className="text-ink-3">{bytesInWords(opened.bodyBytes)}</span>}
      actions={
        <>
          {draft.kind !== 'kept' && (
            <button type="button" className="btn quiet" onClick={asItCame}>
              As it came
            </button>
          )}
          {bytes !== null && text !== null && (
            <button
              type="button"
              className="btn quiet"
              onClick={() => onChange(isAsBytes ? { kind: 'kept' } : { kind: 'hex', hex: writeHex(bytes) })}
            >
              {isAsBytes ? 'As text' : 'As bytes'}
            </button>
          )}
          <label className="btn quiet">
            Replace by a file…
            <input type="file" className="sr-only" onChange={take} />
          </label>
        </>
      }
    >
      {trouble !== null && (
        <p className="border-b border-line px-3.5 py-2 text-bad" role="alert">
          {trouble}
        </p>
      )}
      {opened.packed !== null && (
        <p className="border-b border-line bg-sunken px-3.5 py-2 text-ink-2">
          It is packed ({opened.packed}) and edited as it is packed: replace it by a file, or take
          content_encoding away and send it unpacked.
        </p>
      )}
      {draft.kind === 'file' ? (
        <p className="px-3.5 py-3">
          Replaced by <b>{draft.name}</b>, {bytesInWords(draft.bytes.length)}.
        </p>
      ) : bytes === null ? (
        <p className="px-3.5 py-3 text-ink-2">
          Over {bytesInWords(MAX_EDITED_BODY)} it cannot be edited here; it is sent as it came, unless you
          replace it by a file.
        </p>
      ) : isAsBytes ? (
        <textarea
          className="mono block min-h-40 w-full resize-y bg-panel px-3.5 py-3"
          aria-label="The body’s bytes in hexadecimal"
          spellCheck={false}
          wrap="off"
          defaultValue={draft.kind === 'hex' ? draft.hex : writeHex(bytes)}
          onChange={({ target }) => onChange({ kind: 'hex', hex: target.value })}
        />
      ) : (
        <CodeEditor
          key={round}
          text={draft.kind === 'text' ? draft.text : (text ?? '')}
          isJson={opened.isJson}
          label="The body"
          onChange={(now) => onChange({ kind: 'text', text: now })}
        />
      )}
    </Panel>
  );
}
