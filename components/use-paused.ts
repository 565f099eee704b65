// Whether the queues that letters are to be put back into are paused, asked when it matters.
import { useEffect, useState } from 'react';
import type { QueueView } from '#lib/domain/dead-letter.ts';
import { getQueues } from './api.ts';

/** Those that are drained, by name; null while it is not known. Queues that one may not see are left to the server's answer. */
export function useDrained(queues: readonly string[], isWanted: boolean): string[] | null {
  const [seen, setSeen] = useState<QueueView[] | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    void getQueues().then((answer) => {
      if (!isOver) setSeen(answer.ok ? answer.value.items : []);
    });
    return () => {
      isOver = true;
    };
  }, [isWanted]);
  if (seen === null) return null;
  const drained = seen.filter(({ paused }) => paused === null).map(({ name }) => name);
  return queues.filter((queue) => drained.includes(queue));
}
