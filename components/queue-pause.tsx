'use client';
// Pauses the drain of a queue, or resumes it: one question, with why.
import { Pause, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { PausedQueue } from '#lib/domain/pause-schemas.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';
import { useSubmit } from './use-submit.ts';
import { WhyField } from './why-field.tsx';

const acts = {
  pause: {
    verb: 'Pause',
    Icon: Pause,
    done: 'is paused',
    effect:
      'Within two seconds every worker leaves it alone. Letters that die wait in RabbitMQ: they are neither stored nor told of until somebody resumes it, also after a restart. Meanwhile letters can be put back into it.',
  },
  resume: {
    verb: 'Resume',
    Icon: Play,
    done: 'is drained again',
    effect:
      'Workers drain it again: all that waits in it is stored, and told of. What was put back comes in again.',
  },
} as const;

export function QueuePause({ queue, isPaused }: { queue: string; isPaused: boolean }) {
  const [asked, setAsked] = useState<keyof typeof acts | null>(null);
  const act = isPaused ? 'resume' : 'pause';
  const { verb, Icon } = acts[act];
  return (
    <>
      <button type="button" className="btn" onClick={() => setAsked(act)} data-act={act}>
        <Icon size={12} aria-hidden="true" />
        {verb}…<span className="sr-only"> {queue}</span>
      </button>
      {asked !== null && <Question queue={queue} act={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Question({ queue, act, onClose }: { queue: string; act: keyof typeof acts; onClose: () => void }) {
  const router = useRouter();
  const { verb, effect, done } = acts[act];
  const [why, setWhy] = useState('');
  const { submit, isBusy, problem } = useSubmit<PausedQueue>(
    `/api/v1/queues/${encodeURIComponent(queue)}/${act}`,
  );

  async function go() {
    if (isBusy) return;
    const answer = await submit(why.trim() ? { reason: why } : {});
    router.refresh();
    if (!answer.ok) return;
    toast.success(`${queue} ${done}`);
    onClose();
  }

  return (
    <Dialog
      title={`${verb} the drain of ${queue}?`}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className={`btn ${act === 'pause' ? 'stop' : 'go'}`}
            aria-disabled={isBusy}
            onClick={go}
            data-confirm={act}
            data-first
          >
            {isBusy ? 'Asking…' : verb}
          </button>
        </>
      }
    >
      <p>{effect}</p>
      <WhyField value={why} onChange={setWhy} hint="If you like: it stands on the page and in the audit." />
      {problem !== null && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
