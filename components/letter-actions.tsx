'use client';
// What can be done with a letter: Try again with its effect named, the other ways in a menu, discard or restore.
import { useRouter } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import type { Obstacle } from '#lib/domain/obstacles.ts';
import { whyNot, type Way } from '#lib/domain/replay-choice.ts';
import { editHref } from './letter-href.ts';
import { MoveQuestion } from './move-question.tsx';
import { ReplayEffect } from './replay-effect.tsx';
import { ReplayProgress } from './replay-progress.tsx';
import { ReplayQuestion } from './replay-question.tsx';
import { useKeys } from './use-keys.ts';
import { WaysMenu } from './ways-menu.tsx';

type Question = { kind: 'replay'; way: Way } | { kind: 'discard' | 'restore' };

/** `children` is the heading: the progress of a replay stands under it, where there is room. */
export function LetterActions({
  letter,
  query,
  lastReplay,
  obstacles,
  bodyChange,
  barred,
  children,
}: {
  letter: DeadLetterSummary;
  /** The inbox's filter. */
  query: string;
  obstacles: readonly Obstacle[];
  /** What a replay changes in the body if asked to. */
  bodyChange: string | null;
  lastReplay: ReplayView | null;
  /** Why whoever looks may not act on it; null when they may. */
  barred: string | null;
  children: ReactNode;
}) {
  const router = useRouter();
  const [question, setQuestion] = useState<Question | null>(null);
  const [asked, setAsked] = useState<ReplayView | null>(null);
  const why = barred ?? whyNot(letter, 'origin');
  const move = letter.status === 'discarded' ? 'restore' : 'discard';
  const canMove = letter.status === 'open' || letter.status === 'discarded';
  const isAskedHere = asked !== null && (lastReplay === null || asked.askedAt >= lastReplay.askedAt);
  const replay = isAskedHere ? asked : lastReplay;

  function tryAgain(way: Way) {
    if (barred === null && whyNot(letter, way) === null) setQuestion({ kind: 'replay', way });
  }

  function askMove() {
    if (canMove && barred === null) setQuestion({ kind: move });
  }

  useKeys({
    t: () => tryAgain(why === null ? 'origin' : whyNot(letter, 'queue') === null ? 'queue' : 'exchange'),
    d: askMove,
    e: () => {
      if (barred === null && whyNot(letter, 'exchange') === null) router.push(editHref(letter.id, query));
    },
  });

  return (
    <div className="mb-4 flex items-start gap-x-5 gap-y-3 max-lg:flex-col">
      <div className="min-w-0 grow">
        {children}
        {replay !== null && <ReplayProgress key={replay.id} first={replay} isAskedHere={isAskedHere} />}
      </div>
      <div className="flex-none text-right max-lg:w-full max-lg:text-left">
        <div className="inline-flex flex-wrap gap-2 max-lg:flex-row-reverse">
          {canMove && (
            <button
              type="button"
              className="btn min-h-10"
              onClick={askMove}
              aria-disabled={barred !== null}
              aria-describedby={barred === null ? undefined : 'replay-effect'}
              data-act={move}
            >
              {move === 'discard' ? 'Discard…' : 'Restore…'}
            </button>
          )}
          <div className="inline-flex">
            <button
              type="button"
              className={`btn go min-h-10 px-4 text-[14px] ${barred === null ? 'rounded-r-none' : ''}`}
              aria-disabled={why !== null}
              aria-describedby="replay-effect"
              onClick={() => tryAgain('origin')}
              data-act="replay"
            >
              Try again…
            </button>
            {barred === null && <WaysMenu letter={letter} query={query} onChoose={tryAgain} />}
          </div>
        </div>
        <ReplayEffect letter={letter} why={why} barred={barred} />
      </div>
      {question?.kind === 'replay' && (
        <ReplayQuestion
          letters={[letter]}
          way={question.way}
          obstacles={obstacles}
          bodyChange={bodyChange}
          onClose={() => setQuestion(null)}
          onConflict={() => router.refresh()}
          onAsked={([replayAsked]) => setAsked(replayAsked ?? null)}
        />
      )}
      {question !== null && question.kind !== 'replay' && (
        <MoveQuestion
          kind={question.kind}
          letters={[letter]}
          onClose={() => setQuestion(null)}
          onConflict={() => router.refresh()}
          onMoved={() => router.refresh()}
        />
      )}
    </div>
  );
}
