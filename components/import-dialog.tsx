'use client';
// Takes a file that an export gave, and says what was stored, what was there, and which lines were refused, and why.
import { useEffect, useRef, useState } from 'react';
import { bytesInWords } from '#lib/domain/amount-words.ts';
import { beginsExport } from '#lib/domain/letter-export.ts';
import type { ImportResult } from '#lib/domain/letter-import.ts';
import type { Problem } from './api.ts';
import { Dialog } from './dialog.tsx';
import { ImportReport } from './import-report.tsx';
import { ProblemNote } from './problem-note.tsx';
import { uploadFile, type Upload } from './upload.ts';

type State =
  | { kind: 'choosing'; fault: string | null }
  | { kind: 'sending'; sent: number }
  | { kind: 'done'; result: ImportResult }
  | { kind: 'failed'; problem: Problem };

/** The first line holds the filter, and is no longer than that. */
const HEAD_BYTES = 64 * 1024;

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [state, setState] = useState<State>({ kind: 'choosing', fault: null });
  const upload = useRef<Upload<ImportResult> | null>(null);
  useEffect(() => () => upload.current?.stop(), []);
  const isSending = state.kind === 'sending';

  async function send() {
    if (isSending) return;
    const fault = file === null ? 'Choose a file first.' : await faultOf(file);
    if (file === null || fault !== null) return setState({ kind: 'choosing', fault });
    setState({ kind: 'sending', sent: 0 });
    upload.current = uploadFile('/api/v1/dead-letters/import', file, 'application/x-ndjson', (sent) =>
      setState((now) => (now.kind === 'sending' ? { kind: 'sending', sent } : now)),
    );
    const answer = await upload.current.answer;
    setState(
      answer.ok ? { kind: 'done', result: answer.value } : { kind: 'failed', problem: answer.problem },
    );
  }

  return (
    <Dialog
      title={state.kind === 'done' ? 'Imported' : 'Import letters'}
      onClose={onClose}
      footer={
        state.kind === 'done' ? (
          <button type="button" className="btn go" onClick={onClose} data-first>
            Close
          </button>
        ) : (
          <>
            <button type="button" className="btn" onClick={onClose}>
              {isSending ? 'Stop' : 'Cancel'}
            </button>
            <button
              type="button"
              className="btn go"
              aria-disabled={isSending || file === null}
              onClick={() => void send()}
              data-confirm="import"
            >
              {sayButton(state, file)}
            </button>
          </>
        )
      }
    >
      {state.kind === 'done' ? (
        <ImportReport result={state.result} />
      ) : (
        <>
          <p>
            A file that <b>Export, NDJSON</b> gave, here or in another LetterThief. Each letter comes back
            byte for byte, under its own id and time; one that is here already stays as it is. Nobody is
            alerted, nothing is published.
          </p>
          <label className="grid gap-1">
            <span className="font-[550]">File</span>
            <input
              type="file"
              accept=".ndjson,.jsonl,application/x-ndjson"
              className="field min-w-0 py-1.5"
              disabled={isSending}
              aria-invalid={state.kind === 'choosing' && state.fault !== null ? true : undefined}
              aria-describedby="import-fault"
              onChange={({ target }) => {
                setFile(target.files?.[0] ?? null);
                setState({ kind: 'choosing', fault: null });
              }}
            />
          </label>
          <p id="import-fault" role="alert" className="text-bad empty:hidden">
            {state.kind === 'choosing' ? state.fault : ''}
          </p>
          {isSending && file !== null && <Progress sent={state.sent} of={file.size} />}
          {state.kind === 'failed' && (
            <ProblemNote problem={state.problem}>
              What was read before that is stored: the same file can be sent again.
            </ProblemNote>
          )}
        </>
      )}
    </Dialog>
  );
}

function Progress({ sent, of }: { sent: number; of: number }) {
  const share = of === 0 ? 1 : Math.min(1, sent / of);
  return (
    <div className="grid gap-1">
      <progress className="h-2 w-full accent-accent" value={share} aria-label="Sent of the file" />
      <p className="text-sm text-ink-2">
        {share < 1
          ? `${bytesInWords(sent)} of ${bytesInWords(of)} sent`
          : 'Sent; the last letters are being stored'}
        . Stopped, it keeps what was stored by then.
      </p>
    </div>
  );
}

function sayButton(state: State, file: File | null): string {
  if (state.kind === 'sending') return 'Importing…';
  if (state.kind === 'failed') return 'Send it again';
  return file === null ? 'Import' : `Import ${bytesInWords(file.size)}`;
}

/** Seen here at once, before it is sent. */
async function faultOf(file: File): Promise<string | null> {
  const head = await file
    .slice(0, HEAD_BYTES)
    .text()
    .catch(() => null);
  if (head === null) return 'This file cannot be read.';
  if (beginsExport(head.split('\n', 1)[0] ?? '')) return null;
  return 'This is no NDJSON export of letters: its first line does not say so. A CSV cannot be imported, it has no bodies.';
}
