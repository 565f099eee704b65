// What is wrong with a query: the words around the place, the place marked, and what was expected there.
import type { QueryFault as Fault } from '#lib/domain/query/fault.ts';

/** In characters: so much is shown on either side. */
const AROUND = 30;

export function QueryFault({ id, text, fault }: { id: string; text: string; fault: Fault }) {
  const { start, end, expected } = fault;
  const from = Math.max(0, start - AROUND);
  const to = Math.min(end, start + 60);
  return (
    <p id={id} role="alert" className="pt-1 text-bad wrap-anywhere" data-query-fault>
      <span className="mono">
        {from > 0 && '…'}
        {text.slice(from, start)}
        <mark className="rounded-[3px] bg-bad-soft px-0.5 text-bad underline decoration-wavy underline-offset-2">
          {text.slice(start, to) || '␣'}
        </mark>
        {text.slice(to, to + AROUND)}
        {to + AROUND < text.length && '…'}
      </span>
      <span className="block">Expected {expected}.</span>
    </p>
  );
}
