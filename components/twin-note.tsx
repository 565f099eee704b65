'use client';
// "Perhaps two": why nobody can know, and the click that keeps two.
import { useRouter } from 'next/navigation';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';

export function TwinNote({
  letterId,
  redeliveries,
  barred,
}: {
  letterId: string;
  redeliveries: number;
  barred: string | null;
}) {
  const router = useRouter();
  const { submit, isBusy, problem } = useSubmit('/api/v1/twins');
  const times = redeliveries === 1 ? 'again' : `again ${redeliveries.toLocaleString('en-US')} times`;

  async function keepTwo(): Promise<void> {
    const answer = await submit({ deadLetterIds: [letterId] });
    if (answer.ok) router.refresh();
  }

  return (
    <div
      className="panel mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-transparent bg-wait-soft px-3.5 py-2.5 text-wait"
      data-note="perhaps-two"
    >
      <p className="min-w-0 grow basis-80">
        {redeliveries > 0 ? (
          <>
            <b>Delivered {times}: perhaps two.</b> A worker or its connection ended before RabbitMQ surely
            knew that this letter was stored, and the same bytes came once more. Most likely it is this one;
            only if two equal messages were sent are they two.
          </>
        ) : (
          <>
            <b>Perhaps a second copy.</b> RabbitMQ delivered it again though an equal letter had been stored
            and acknowledged. If only one was sent, discard one of them.
          </>
        )}
      </p>
      <button
        type="button"
        className="btn min-h-10"
        disabled={isBusy || barred !== null}
        title={barred ?? undefined}
        onClick={() => void keepTwo()}
        data-act="keep-as-two"
      >
        Keep as two
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </div>
  );
}
