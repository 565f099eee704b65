'use client';
// Which queues an exchange reaches now, as far as it is known; asked again while one types.
import { useEffect, useState } from 'react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { ReachView } from '#lib/domain/reach-schemas.ts';
import { getReach } from './api.ts';
import { Age } from './clock.tsx';

const TYPING_MS = 250;
const NAMED = 5;

export function ReachLine({
  exchange,
  routingKey,
  letterId,
}: {
  exchange: string;
  routingKey: string;
  /** A single letter, whose headers count where the exchange decides by them. */
  letterId: string | null;
}) {
  const [reach, setReach] = useState<ReachView | null>(null);
  useEffect(() => {
    let isOver = false;
    const query = new URLSearchParams({ exchange, routingKey, ...(letterId && { deadLetterId: letterId }) });
    const timer = setTimeout(async () => {
      const answer = await getReach(query);
      if (isOver) return;
      setReach(answer.ok ? answer.value : { unknown: answer.problem.detail });
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [exchange, routingKey, letterId]);

  return (
    <span className="block min-h-5 text-sm text-ink-2" aria-live="polite" data-reach>
      {reach === null ? (
        'Which queues that reaches is being asked…'
      ) : 'unknown' in reach ? (
        `Which queues that reaches is unknown: ${reach.unknown}.`
      ) : (
        <Reached reach={reach} />
      )}
    </span>
  );
}

function Reached({ reach: { queues, count, asOf } }: { reach: Extract<ReachView, { count: number }> }) {
  const named = queues.slice(0, NAMED);
  const rest = count - named.length;
  return (
    <>
      {count === 0 ? (
        <span className="text-wait">Reaches no queue: RabbitMQ would return it</span>
      ) : (
        `Reaches ${countInWords(count, 'queue')}`
      )}
      , as of <Age at={asOf} />
      {count > 0 && ': '}
      {named.map((queue, at) => (
        <span key={queue}>
          {at > 0 && ', '}
          <span className="mono">{queue}</span>
        </span>
      ))}
      {rest > 0 && `${named.length > 0 ? ' and ' : ''}${rest.toLocaleString('en-US')} more`}.
    </>
  );
}
