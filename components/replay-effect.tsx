// Under the button: what it does, or why it cannot.
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';

export function ReplayEffect({
  letter,
  why,
  barred,
}: {
  letter: DeadLetterSummary;
  why: string | null;
  barred: string | null;
}) {
  return (
    <p
      id="replay-effect"
      className="mt-1.5 ml-auto max-w-[340px] text-sm text-ink-2 wrap-anywhere max-lg:ml-0"
      data-effect
    >
      {barred !== null ? (
        `${barred}.`
      ) : why === null ? (
        letter.exchange === '' ? (
          <>
            Publishes through the default exchange to the queue <b className="mono">{letter.routingKey}</b>.
          </>
        ) : (
          <>
            Publishes to exchange <b className="mono">{letter.exchange}</b>, routing key{' '}
            <b className="mono">{letter.routingKey || '(empty)'}</b>. Every queue bound there gets it.
          </>
        )
      ) : (
        <>
          Cannot be tried again: {why}.{' '}
          {letter.status === 'open' || letter.status === 'replayed'
            ? 'Name an exchange and key in the menu beside it.'
            : ''}
        </>
      )}
    </p>
  );
}
