// The empty inbox teaches: three ways to point a dead-letter exchange here, with what to copy.
import { CopyButton } from './copy-button.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** `queues` are those that are drained; LetterThief's own exchange exists only when its own queue is among them. */
export function FirstLesson({ queues }: { queues: readonly string[] }) {
  const isOwn = queues.length === 0 || queues.includes('letterthief');
  return (
    <div className="panel px-6 py-7 max-md:px-4" data-lesson>
      <h2 className="text-lg font-[650] tracking-[-0.01em]">No dead letter has come yet</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">
        {isOwn
          ? 'LetterThief drains the queue letterthief, which the fanout exchange letterthief fills. Point a dead-letter exchange at it in one of these ways.'
          : `LetterThief drains ${queues.join(', ')}. Point dead letters there in one of these ways.`}{' '}
        This page turns by itself when the first letter lands.
      </p>
      <ol className="mt-5 grid gap-5">
        {waysTo(isOwn ? null : (queues[0] ?? '')).map(({ title, note, command }, index) => (
          <li key={title} className="grid min-w-0 grid-cols-[26px_minmax(0,1fr)] gap-x-2">
            <span
              aria-hidden="true"
              className="grid size-5 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
            >
              {index + 1}
            </span>
            <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5">
              <h3 className="font-semibold">{title}</h3>
              <div className="flex items-start gap-1 rounded-sm border border-line bg-sunken">
                <ScrollBox label={title} className="min-w-0 grow overflow-x-auto px-3 py-2">
                  <pre className="mono">{command}</pre>
                </ScrollBox>
                <CopyButton text={command} what={`for: ${title}`} />
              </div>
              <p className="max-w-[75ch] text-ink-2">{note}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function waysTo(queue: string | null): { title: string; note: string; command: string }[] {
  const exchange = queue === null ? 'letterthief' : '';
  const target: Record<string, string> = { 'dead-letter-exchange': exchange };
  if (queue !== null) target['dead-letter-routing-key'] = queue;
  const queueArguments = Object.fromEntries(
    Object.entries(target).map(([key, value]) => [`x-${key}`, value]),
  );
  const own = (queue ?? 'letterthief').replaceAll('.', String.raw`\.`);
  const ways = [
    {
      title: 'A policy, for queues that exist already',
      note: 'Nothing is declared anew. A queue follows one policy at a time: where one applies already, add these keys to it. Arguments of the queue itself win over a policy.',
      command: `rabbitmqctl set_policy letterthief '^(?!${own}$|amq[.]).*' '${JSON.stringify(target)}' --apply-to queues`,
    },
    {
      title: 'An argument, where a queue is declared',
      note: 'Set it in the declaration of your service. RabbitMQ refuses other arguments for a queue that exists: delete it first, or take the policy.',
      command: `arguments: ${JSON.stringify(queueArguments)}`,
    },
  ];
  if (queue !== null) return ways;
  return [
    ...ways,
    {
      title: 'Pigeon, with no change to its queues',
      note: 'Pigeon’s queues dead-letter to amq.direct with the key dead, which is bound here already. Only its answer to a failure must be a rejection, or the message is acked and lost.',
      command: `// config/pigeon.php\n'consumer' => ['on_failure' => 'reject'],`,
    },
  ];
}
