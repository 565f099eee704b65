// Under a queue's name: who paused it and what waits, or what is wrong with it.
import type { QueueView } from '#lib/domain/dead-letter.ts';
import { Age } from './clock.tsx';

export function QueueNote({ queue, todo, isBad }: { queue: QueueView; todo: string | null; isBad: boolean }) {
  const { paused, problem, depth } = queue;
  if (paused !== null)
    return (
      <p className="max-w-[60ch] text-wait wrap-anywhere" data-paused>
        paused by {paused.by} <Age at={paused.at} />
        {paused.isUnderWay
          ? ': a worker still stores what it was given'
          : `: letters wait in RabbitMQ${depth === null ? '' : ` (${depth.toLocaleString('en-US')})`}`}
        {paused.reason !== null && <span className="block text-ink-2">“{paused.reason}”</span>}
      </p>
    );
  if (problem === null && todo === null) return null;
  return (
    <p className="max-w-[60ch] text-ink-2 wrap-anywhere">
      {problem !== null && <span className={isBad ? 'text-bad' : ''}>{problem} </span>}
      {todo}
    </p>
  );
}
