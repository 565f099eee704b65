'use client';
// What can be done with a letter: Try again with its effect named, the other ways in a menu, discard or restore.
import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { DeadLetterSummary, ReplayView } from '#lib/domain/dead-letter.ts';
import { whyNot, type Way } from '#lib/domain/replay-choice.ts';
import { MoveQuestion } from './move-question.tsx';
import { ReplayEffect } from './replay-effect.tsx';
import { ReplayProgress } from './replay-progress.tsx';
import { ReplayQuestion } from './replay-question.tsx';
import { useKeys } from './use-keys.ts';

type Question = { kind: 'replay'; way: Way } | { kind: 'discard' | 'restore' };

export function LetterActions({
  letter,
  lastReplay,
}: {
  letter: DeadLetterSummary;
  lastReplay: ReplayView | null;
}) {
  const router = useRouter();
  const [question, setQuestion] = useState<Question | null>(null);
  const [asked, setAsked] = useState<ReplayView | null>(null);
  const why = whyNot(letter, 'origin');
  const move = letter.status === 'discarded' ? 'restore' : 'discard';
  const canMove = letter.status === 'open' || letter.status === 'discarded';
  const replay = asked !== null && asked.id !== lastReplay?.id ? asked : lastReplay;

  function tryAgain(way: Way) {
    if (whyNot(letter, way) === null) setQuestion({ kind: 'replay', way });
  }

  useKeys({
    t: () => tryAgain(why === null ? 'origin' : whyNot(letter, 'queue') === null ? 'queue' : 'exchange'),
    d: () => canMove && setQuestion({ kind: move }),
  });

  return (
    <div className="flex-none text-right max-md:w-full max-md:text-left">
      <div className="inline-flex flex-wrap gap-2 max-md:flex-row-reverse">
        {canMove && (
          <button
            type="button"
            className="btn min-h-10"
            onClick={() => setQuestion({ kind: move })}
            data-act={move}
          >
            {move === 'discard' ? 'Discard…' : 'Restore…'}
          </button>
        )}
        <div className="inline-flex">
          <button
            type="button"
            className="btn go min-h-10 rounded-r-none px-4 text-[14px]"
            aria-disabled={why !== null}
            aria-describedby="replay-effect"
            onClick={() => tryAgain('origin')}
            data-act="replay"
          >
            Try again…
          </button>
          <WaysMenu letter={letter} onChoose={tryAgain} />
        </div>
      </div>
      <ReplayEffect letter={letter} why={why} />
      {replay !== null && (
        <ReplayProgress key={replay.id} first={replay} wasAskedHere={replay.id === asked?.id} />
      )}
      {question?.kind === 'replay' && (
        <ReplayQuestion
          letters={[letter]}
          way={question.way}
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

function WaysMenu({ letter, onChoose }: { letter: DeadLetterSummary; onChoose: (way: Way) => void }) {
  const ways = [
    {
      way: 'queue',
      label:
        letter.sourceQueue === null
          ? 'Only to the queue it died in'
          : `Only to the queue ${letter.sourceQueue}`,
      note: 'The consumer sees the default exchange and the queue’s name as routing key.',
    },
    { way: 'exchange', label: 'Somewhere else…', note: 'An exchange and a routing key that you name.' },
  ] as const;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="btn go min-h-10 rounded-l-none border-l-[color-mix(in_srgb,var(--accent-ink)_30%,transparent)] px-2.5"
        aria-label="Other ways to try again"
        data-act="ways"
      >
        <ChevronDown size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-30 w-[320px] max-w-[calc(100vw-24px)] rounded-md border border-line bg-panel p-1.5 shadow-raised"
        >
          {ways.map(({ way, label, note }) => {
            const why = whyNot(letter, way);
            return (
              <DropdownMenu.Item
                key={way}
                className="menu-item"
                disabled={why !== null}
                onSelect={() => onChoose(way)}
                data-way={way}
              >
                <span className="block font-[550] wrap-anywhere">{label}</span>
                <span className="block text-sm text-ink-2">{why === null ? note : `Not now: ${why}.`}</span>
              </DropdownMenu.Item>
            );
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
