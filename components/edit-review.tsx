'use client';
// What an edit changes, before anything is sent: side by side with the letter, and where it goes.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReplayView } from '#lib/domain/dead-letter.ts';
import { compareParts } from '#lib/domain/compare.ts';
import type { EditPreview, MessageEdit } from '#lib/domain/edit/edit-request.ts';
import { fitsShortstr } from '#lib/domain/replay-choice.ts';
import type { ReplayTo } from '#lib/domain/replay-request.ts';
import { CompareBodies } from './compare-bodies.tsx';
import { CompareFields } from './compare-fields.tsx';
import { ElsewhereFields } from './elsewhere-fields.tsx';
import { letterHref } from './letter-href.ts';
import { Panel } from './panel.tsx';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';
import { WhyField } from './why-field.tsx';

export type ReviewedBody = {
  bytes: Uint8Array;
  contentType: string | undefined;
  isWhole: boolean;
  notes: string[];
};

export type Places = { exchange: string | null; routingKey: string | null; sourceQueue: string | null };

export function EditReview({
  letterId,
  edit,
  preview,
  bodies,
  places,
  query,
  onBack,
}: {
  letterId: string;
  edit: MessageEdit;
  preview: EditPreview;
  /** Null where the body is not changed. */
  bodies: { left: ReviewedBody; right: ReviewedBody } | null;
  places: Places;
  query: string;
  onBack: () => void;
}) {
  const router = useRouter();
  const isOriginKnown = places.exchange !== null && places.routingKey !== null;
  const [kind, setKind] = useState<'origin' | 'queue' | 'exchange'>(
    isOriginKnown ? 'origin' : places.sourceQueue === null ? 'exchange' : 'queue',
  );
  const [elsewhere, setElsewhere] = useState({
    exchange: places.exchange ?? '',
    routingKey: places.routingKey ?? places.sourceQueue ?? '',
  });
  const [why, setWhy] = useState('');
  const { submit, isBusy, problem } = useSubmit<ReplayView>('/api/v1/edited-replays');
  const { properties, headers, isCut } = compareParts(
    { ...preview.before, convention: null },
    { ...preview.after, convention: null },
  );
  const fits = fitsShortstr(elsewhere.exchange) && fitsShortstr(elsewhere.routingKey);
  const canSend = !isBusy && (kind !== 'exchange' || fits);

  async function send() {
    if (!canSend) return;
    const to: ReplayTo = kind === 'exchange' ? { kind, ...elsewhere } : { kind };
    const answer = await submit({ deadLetterId: letterId, to, edit, ...(why.trim() && { reason: why }) });
    if (answer.ok) router.push(letterHref(letterId, query));
  }

  const ways = [
    [
      'origin',
      `To exchange ${places.exchange || '(default)'}, routing key ${places.routingKey}`,
      isOriginKnown,
    ],
    ['queue', `Only to the queue ${places.sourceQueue}`, places.sourceQueue !== null],
    ['exchange', 'Somewhere else', true],
  ] as const;

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4" data-review>
      <Panel title="What changes" name="edit-changes">
        <ul className="list-disc px-8 py-3">
          {preview.changes.map((change) => (
            <li key={change} className="wrap-anywhere">
              {change}
            </li>
          ))}
        </ul>
        <p className="border-t border-line px-3.5 py-2 text-ink-2">
          A is the letter as it came, and it stays so. B is what will be sent, but for what every replay
          leaves out.
        </p>
      </Panel>
      <CompareFields
        title="Properties"
        name="edited-properties"
        words={['property', 'properties']}
        fields={properties}
      />
      <CompareFields title="Headers" name="edited-headers" words={['header', 'headers']} fields={headers}>
        {isCut && (
          <p className="border-t border-line px-3.5 py-2 text-ink-2">There are more headers than fit here.</p>
        )}
      </CompareFields>
      {bodies !== null && <CompareBodies left={bodies.left} right={bodies.right} />}
      <Panel title="Where it goes" name="edit-to">
        <div className="grid gap-3 px-3.5 py-3">
          <fieldset className="grid gap-1.5">
            <legend className="sr-only">Where it goes</legend>
            {ways
              .filter(([, , isKnown]) => isKnown)
              .map(([value, label]) => (
                <label key={value} className="flex items-start gap-2.5">
                  <input
                    type="radio"
                    name="to"
                    className="mt-[3px] accent-accent"
                    checked={kind === value}
                    onChange={() => setKind(value)}
                  />
                  <span className="wrap-anywhere">{label}</span>
                </label>
              ))}
          </fieldset>
          {kind === 'exchange' && (
            <ElsewhereFields value={elsewhere} onChange={setElsewhere} onEnter={send} />
          )}
          <WhyField value={why} onChange={setWhy} />
          {problem !== null && <ProblemNote problem={problem} />}
          <div className="flex flex-wrap justify-end gap-2">
            <button type="button" className="btn" onClick={onBack}>
              Edit further
            </button>
            <button
              type="button"
              className="btn go"
              onClick={send}
              aria-disabled={!canSend}
              data-confirm="edited-replay"
            >
              {isBusy ? 'Asking…' : 'Try again as edited'}
            </button>
          </div>
        </div>
      </Panel>
    </div>
  );
}
