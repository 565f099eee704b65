// Exactly what a replay will do: where letters go, which stay behind and why, what is sent and what is not.
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary } from '#lib/domain/dead-letter.ts';
import type { ReplayChoice, Way } from '#lib/domain/replay-choice.ts';
import { ReachLine } from './reach-line.tsx';

const SHOWN = 6;

export function ReplayDestinations({
  choice,
  way,
  onOnlyQueue,
}: {
  choice: ReplayChoice<DeadLetterSummary>;
  way: Way;
  /** Chooses the queue that failed instead, where that is a choice. */
  onOnlyQueue: (() => void) | null;
}) {
  const { destinations, leftOut } = choice;
  const rest = destinations.slice(SHOWN);
  const [only] = choice.letters;
  return (
    <>
      {destinations.length > 0 && (
        <ul
          className="grid gap-1 rounded-sm bg-sunken px-3 py-2"
          aria-label="Where they go"
          data-destinations
        >
          {destinations.slice(0, SHOWN).map(({ exchange, routingKey, letters }) => (
            <li key={JSON.stringify([exchange, routingKey])} className="wrap-anywhere">
              {countInWords(letters, 'letter')} to{' '}
              {exchange === '' ? (
                <>
                  the queue <b className="mono">{routingKey || '(empty)'}</b>
                </>
              ) : (
                <>
                  exchange <b className="mono">{exchange}</b>, routing key{' '}
                  <b className="mono">{routingKey || '(empty)'}</b>
                </>
              )}
              {way !== 'dead_letter_queue' && (
                <ReachLine
                  exchange={exchange}
                  routingKey={routingKey}
                  letterId={choice.letters.length === 1 ? (only?.id ?? null) : null}
                />
              )}
            </li>
          ))}
          {rest.length > 0 && (
            <li>
              {countInWords(
                rest.reduce((sum, one) => sum + one.letters, 0),
                'letter',
              )}{' '}
              to {countInWords(rest.length, 'other place')}
            </li>
          )}
        </ul>
      )}
      {way === 'origin' && destinations.length > 0 && (
        <p className="text-ink-2">
          Every queue bound there gets it again, not only the one in which it died.{' '}
          {onOnlyQueue !== null && (
            <button type="button" className="link" onClick={onOnlyQueue} data-act="only-queue">
              Only to the queue that failed
            </button>
          )}
        </p>
      )}
      {leftOut.map(({ why, letters }) => (
        <p key={why} className="text-wait">
          {countInWords(letters, 'letter stays', 'letters stay')} as {letters === 1 ? 'it is' : 'they are'}:{' '}
          {why}.
        </p>
      ))}
      {choice.perhapsPublished > 0 && (
        <p className="text-wait">
          {countInWords(choice.perhapsPublished, 'letter')} may have been published before: the broker never
          answered.
        </p>
      )}
      {choice.replayedBefore > 0 && (
        <p className="text-wait">
          {countInWords(choice.replayedBefore, 'letter has', 'letters have')} been replayed before.
        </p>
      )}
    </>
  );
}

export function ReplayTerms({ isPutBack = false }: { isPutBack?: boolean }) {
  return (
    <details className="group rounded-sm border border-line">
      <summary className="px-3 py-2 text-ink-2 group-open:text-ink">
        What is sent, and what is left out
      </summary>
      <dl className="grid grid-cols-[76px_1fr] gap-x-3 gap-y-1.5 px-3 pb-3 text-ink-2 [&_dt]:text-ink">
        <dt>Kept</dt>
        <dd>
          The body, byte for byte; all other headers in their order
          {isPutBack && ', x-death and what a framework left among them'}; all other properties.
        </dd>
        <dt>Left out</dt>
        <dd>
          {!isPutBack && (
            <>
              <span className="mono">x-death</span>, <span className="mono">x-first-death-*</span>,{' '}
              <span className="mono">x-last-death-*</span>, <span className="mono">x-delivery-count</span>,{' '}
              <span className="mono">x-acquired-count</span>,{' '}
            </>
          )}
          <span className="mono">CC</span>, <span className="mono">BCC</span>; the expiration, which would
          kill it again; a user_id that is not LetterThief’s own; a reply_to of a channel that is gone.
        </dd>
        <dt>Changed</dt>
        <dd>
          It is persistent. One header is added, <span className="mono">x-letterthief-replay-id</span>: by it
          a letter that {isPutBack ? 'comes in' : 'dies'} again is known.
          {isPutBack &&
            ' It comes through the default exchange, with the queue’s name as routing key. RabbitMQ 4 keeps its x-death as it is, and counts its next death anew; RabbitMQ 3 counts on.'}
        </dd>
        <dt>Promised</dt>
        <dd>“Replayed” means that the broker routed and confirmed it, not that a consumer handled it.</dd>
      </dl>
    </details>
  );
}
