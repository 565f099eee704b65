// Every drained queue: how full, how fast, when last, how its consumer stands, and what is wrong with it.
import { Ban, CircleAlert, Clock, Pause, Play } from 'lucide-react';
import Link from 'next/link';
import type { QueueView } from '#lib/domain/dead-letter.ts';
import { Age } from './clock.tsx';
import { QueueNote } from './queue-note.tsx';
import { QueuePause } from './queue-pause.tsx';
import { ScrollBox } from './scroll-box.tsx';

const states = {
  draining: { word: 'draining', look: 'good', Icon: Play, todo: null },
  paused: { word: 'paused', look: 'wait', Icon: Pause, todo: null },
  waiting: {
    word: 'waiting',
    look: 'wait',
    Icon: Clock,
    todo: 'Letters wait in RabbitMQ until a worker drains it.',
  },
  missing: {
    word: 'missing',
    look: 'bad',
    Icon: CircleAlert,
    todo: 'The worker looks for it again by itself.',
  },
  refused: {
    word: 'refused',
    look: 'bad',
    Icon: Ban,
    todo: 'Let LetterThief’s RabbitMQ user read it; the worker tries again by itself.',
  },
} as const;

const number = 'text-right tabular-nums';

/** Without a worker nothing is drained, whatever the last one wrote down. */
export function QueuesTable({
  queues,
  hasWorker,
  mayPause,
}: {
  queues: readonly QueueView[];
  hasWorker: boolean;
  /** Whether whoever looks may pause the queue. */
  mayPause: (queue: string) => boolean;
}) {
  return (
    <ScrollBox label="Drained queues" className="panel overflow-x-auto">
      <table className="w-full border-collapse max-md:block">
        <thead className="bg-sunken text-left text-sm text-ink-3 max-md:hidden">
          <tr className="border-b border-line [&>th]:px-3.5 [&>th]:py-1.5 [&>th]:font-normal">
            <th>Queue</th>
            <th>Consumer</th>
            <th className={number}>In RabbitMQ</th>
            <th className={number}>Letters a minute</th>
            <th className={number}>Last letter</th>
            <th className={number}>Open letters</th>
          </tr>
        </thead>
        <tbody className="max-md:block">
          {queues.map((queue) => (
            <QueueRow
              key={queue.name}
              mayPause={mayPause(queue.name)}
              queue={hasWorker || queue.state !== 'draining' ? queue : { ...queue, state: 'waiting' }}
            />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function QueueRow({ queue, mayPause }: { queue: QueueView; mayPause: boolean }) {
  const { word, look, Icon, todo } = states[queue.state];
  return (
    <tr
      data-queue={queue.name}
      data-queue-state={queue.state}
      className="border-b border-line align-top last:border-0 max-md:grid max-md:grid-cols-2 max-md:gap-y-1 max-md:py-3 [&>td]:px-3.5 md:[&>td]:py-2.5"
    >
      <td className="max-md:col-span-2">
        <b className="mono wrap-anywhere">{queue.name}</b>
        <QueueNote queue={queue} todo={todo} isBad={look === 'bad'} />
      </td>
      <td className="max-md:col-span-2">
        <span className={`badge ${look}`}>
          <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
          {word}
        </span>
        {mayPause && (
          <span className="mt-1.5 block max-md:mt-0 max-md:ml-3 max-md:inline-block">
            <QueuePause queue={queue.name} isPaused={queue.paused !== null} />
          </span>
        )}
      </td>
      <Cell label="In RabbitMQ">
        {queue.depth === null ? (
          <span className="text-ink-3">unknown</span>
        ) : (
          <>
            {queue.depth.toLocaleString('en-US')}
            {queue.seenAt !== null && (
              <span className="block text-sm text-ink-3">
                <Age at={queue.seenAt} />
              </span>
            )}
          </>
        )}
      </Cell>
      <Cell label="Letters a minute">
        {queue.lettersPerMinute.toLocaleString('en-US', { maximumFractionDigits: 1 })}
      </Cell>
      <Cell label="Last letter">
        {queue.lastLetterAt === null ? (
          <span className="text-ink-3">none yet</span>
        ) : (
          <Age at={queue.lastLetterAt} />
        )}
      </Cell>
      <Cell label="Open letters">
        <Link
          className="link"
          href={`/dead-letters?${new URLSearchParams({ queue: queue.name, status: 'open' })}`}
        >
          {queue.openLetters.toLocaleString('en-US')}
          <span className="sr-only"> open letters from {queue.name}</span>
        </Link>
      </Cell>
    </tr>
  );
}

function Cell({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <td className={`${number} max-md:text-left`}>
      <span className="block text-sm text-ink-3 md:hidden">{label}</span>
      {children}
    </td>
  );
}
