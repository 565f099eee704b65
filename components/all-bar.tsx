// What can be done with all letters that match, loaded or not. Each opens its question.
import type { Standing } from '#lib/domain/actor.ts';
import type { LetterStatus } from '#lib/domain/dead-letter.ts';
import { ActionBar } from './action-bar.tsx';

export type AskedOfAll = 'discard all' | 'restore all' | 'run of all';

/** What letters of the status can be asked for; null for any status. */
export function asksOfAll(status: LetterStatus | null): AskedOfAll[] {
  if (status === 'open') return ['discard all', 'run of all'];
  if (status === 'discarded') return ['restore all'];
  return status === null ? ['restore all', 'discard all', 'run of all'] : ['run of all'];
}

const words: Record<AskedOfAll, { label: string; look: string; key: string }> = {
  'restore all': { label: 'Restore all…', look: 'quiet', key: '' },
  'discard all': { label: 'Discard all…', look: 'quiet', key: 'd' },
  'run of all': { label: 'Try all again…', look: 'go', key: 't' },
};

export function AllBar({
  matching,
  status,
  standing,
  onAsk,
  onClear,
}: {
  /** How many, in words. */
  matching: string;
  /** That the filter asks for. */
  status: LetterStatus | null;
  standing: Standing;
  onAsk: (kind: AskedOfAll) => void;
  onClear: () => void;
}) {
  const isPartly = !standing.actQueues.includes('*');
  return (
    <ActionBar count="all">
      <span>
        All <b>{matching}</b> that match
      </span>
      <button type="button" className="btn quiet px-2" onClick={onClear}>
        Clear
      </button>
      <span className="grow" />
      {asksOfAll(status).map((kind) => (
        <button
          key={kind}
          type="button"
          className={`btn ${words[kind].look}`}
          onClick={() => onAsk(kind)}
          data-act={kind.replaceAll(' ', '-')}
        >
          {words[kind].label}{' '}
          {words[kind].key !== '' && <span className="kbd max-md:hidden">{words[kind].key}</span>}
        </button>
      ))}
      {isPartly && (
        <span className="basis-full text-right text-sm text-ink-2">
          Only letters of queues that you may act on.
        </span>
      )}
    </ActionBar>
  );
}
