'use client';
// How a replay stands: asked → publishing → confirmed, live; or what became of it instead.
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { ReplayView } from '#lib/domain/dead-letter.ts';
import { isUnderWay, outcomeInWords } from '#lib/domain/outcome-words.ts';
import { getReplay } from './api.ts';
import { pace, type Paced } from './pace.ts';
import { useLive } from './use-live.ts';

/** A notice can be missed: while a replay is under way it is also looked at this often. */
const LOOK_EVERY_MS = 2000;

/** A replay that was settled before the page was opened is told in "What came of it", not here. */
export function ReplayProgress({ first, isAskedHere }: { first: ReplayView; isAskedHere: boolean }) {
  const router = useRouter();
  const [replay, setReplay] = useState(first);
  const [isShown] = useState(isAskedHere || isUnderWay(first.stage));
  const paced = useRef<Paced | null>(null);
  const isOver = !isUnderWay(replay.stage);

  useEffect(() => {
    if (isOver) return;
    const reading = pace(async () => {
      const answer = await getReplay(first.id);
      if (!answer.ok) return;
      setReplay(answer.value);
      if (!isUnderWay(answer.value.stage)) router.refresh();
    }, 40);
    paced.current = reading;
    // It may have moved between the answer and the first event.
    reading.run();
    const timer = setInterval(reading.run, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      reading.stop();
    };
  }, [first.id, isOver, router]);

  useLive((event) => {
    const isOurs = event.kind === 'replays' && event.deadLetterIds.includes(first.deadLetterId);
    if (isOurs || event.kind === 'reconnected') paced.current?.run();
  });

  if (!isShown) return null;
  const { sentence, tone, word } = outcomeInWords(replay.stage);
  const steps = ['asked', 'publishing', isOver ? word : 'confirmed'];
  const at = isOver ? 2 : replay.stage === 'publishing' ? 1 : 0;
  return (
    <div
      aria-live="polite"
      data-replay={replay.id}
      data-replay-stage={replay.stage}
      className="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm"
    >
      <ol className="flex flex-none items-center gap-1.5">
        {steps.map((step, index) => (
          <li key={step} className="flex items-center gap-1.5">
            {index > 0 && (
              <span aria-hidden="true" className="text-ink-3">
                →
              </span>
            )}
            <span
              aria-current={index === at ? 'step' : undefined}
              className={`badge px-2 ${index === at ? tone : ''} ${index > at ? 'text-ink-3' : ''}`}
            >
              {step}
            </span>
          </li>
        ))}
      </ol>
      <p className="min-w-0 text-ink-2 wrap-anywhere">
        {isOver && replay.stage !== 'confirmed' ? (replay.detail ?? sentence) : sentence}
      </p>
    </div>
  );
}
