// What putting back does, and why it cannot be done while the queue is drained.
import Link from 'next/link';

export function PutBackNote({ drained }: { drained: readonly string[] | null }) {
  return (
    <>
      <p className="text-ink-2">
        The way out of LetterThief: other tools find it in its queue as if it had never been taken. When the
        queue is drained again it comes in again, as a new letter that names this one.
      </p>
      {drained !== null && drained.length > 0 && (
        <p className="text-wait" data-not-paused>
          <b className="mono wrap-anywhere">{drained.slice(0, 3).join(', ')}</b>
          {drained.length > 3 && ` and ${drained.length - 3} more`} {drained.length === 1 ? 'is' : 'are'}{' '}
          being drained: what is put back would come in again at once. An administrator can pause{' '}
          {drained.length === 1 ? 'it' : 'them'} on the{' '}
          <Link className="link" href="/queues">
            Queues page
          </Link>
          .
        </p>
      )}
    </>
  );
}
