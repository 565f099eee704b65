'use client';
// Whose the letters of which queues are: rules in their order, the first that fits counts.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { OwnerRules } from '#lib/domain/owner-rules.ts';
import { send, type Problem } from './api.ts';
import { Panel } from './panel.tsx';
import { ProblemNote } from './problem-note.tsx';

type Rule = { key: number; queues: string; personId: string; team: string };

let keys = 0;
const empty = (): Rule => ({ key: ++keys, queues: '', personId: '', team: '' });

export function OwnersPanel({
  rules: given,
  people,
}: {
  rules: OwnerRules;
  people: readonly { id: string; name: string; email: string }[];
}) {
  const router = useRouter();
  const [edited, setEdited] = useState<Rule[] | null>(null);
  const [base, setBase] = useState(given.version);
  const [problem, setProblem] = useState<Problem | null>(null);
  const rules =
    edited ??
    given.items.map(({ queues, personId, team }, key) => ({
      key: -key - 1,
      queues,
      personId: personId ?? '',
      team: team ?? '',
    }));

  function edit(next: Rule[]) {
    if (edited === null) setBase(given.version);
    setEdited(next);
  }
  const set = (at: number, change: Partial<Rule>) =>
    edit(rules.map((rule, place) => (place === at ? { ...rule, ...change } : rule)));
  const moveUp = (at: number) => edit(rules.toSpliced(at, 1).toSpliced(at - 1, 0, rules[at]!));

  async function save() {
    setProblem(null);
    const items = rules.map(({ queues, personId, team }) =>
      personId === '' ? { queues, team } : { queues, personId },
    );
    const answer = await send<OwnerRules>('PUT', '/api/v1/owner-rules', { items }, base);
    if (!answer.ok) return setProblem(answer.problem);
    setEdited(null);
    toast.success('The owners are saved.');
    router.refresh();
  }

  return (
    <Panel
      title="Owners"
      name="owners"
      count={rules.length}
      actions={
        <button type="button" className="btn" onClick={() => edit([...rules, empty()])} data-act="add-rule">
          Add a rule
        </button>
      }
    >
      <ol className="empty:hidden">
        {rules.map((rule, at) => (
          <li
            key={rule.key}
            className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2"
            data-rule={at}
          >
            <input
              className="field mono min-w-0 flex-1 basis-[160px]"
              aria-label={`Source queues of rule ${at + 1}, * for any characters`}
              placeholder="orders.*"
              maxLength={255}
              value={rule.queues}
              onChange={({ target }) => set(at, { queues: target.value })}
            />
            <select
              className="field min-w-0 flex-1 basis-[130px]"
              aria-label={`Owner of rule ${at + 1}`}
              value={rule.personId}
              onChange={({ target }) => set(at, { personId: target.value })}
            >
              <option value="">a team</option>
              {people.map(({ id, name, email }) => (
                <option key={id} value={id}>
                  {name} ({email})
                </option>
              ))}
            </select>
            {rule.personId === '' && (
              <input
                className="field min-w-0 flex-1 basis-[130px]"
                aria-label={`Team of rule ${at + 1}`}
                placeholder="the team’s name"
                maxLength={100}
                value={rule.team}
                onChange={({ target }) => set(at, { team: target.value })}
              />
            )}
            <span className="flex">
              <Small
                label={`Rule ${at + 1} one up`}
                isOff={at === 0}
                onClick={() => moveUp(at)}
                Icon={ArrowUp}
              />
              <Small
                label={`Rule ${at + 1} one down`}
                isOff={at === rules.length - 1}
                onClick={() => moveUp(at + 1)}
                Icon={ArrowDown}
              />
              <Small
                label={`Take rule ${at + 1} away`}
                isOff={false}
                onClick={() => edit(rules.toSpliced(at, 1))}
                Icon={X}
              />
            </span>
          </li>
        ))}
      </ol>
      <div className="grid gap-2 px-3.5 py-2.5">
        <p className="text-sm text-ink-3">
          {rules.length === 0
            ? 'No rules: groups of failures are nobody’s until they are assigned.'
            : 'A group of failures is whose the first fitting rule says, unless it is assigned by hand.'}
        </p>
        {problem !== null && (
          <ProblemNote problem={{ ...problem, detail: sayRules(problem.detail) }}>
            Nothing was saved.
          </ProblemNote>
        )}
        {edited !== null && (
          <div className="flex justify-end gap-2">
            <button
              type="button"
              className="btn"
              onClick={() => {
                setEdited(null);
                setProblem(null);
              }}
            >
              Cancel
            </button>
            <button type="button" className="btn go" onClick={() => void save()} data-act="save-rules">
              Save
            </button>
          </div>
        )}
      </div>
    </Panel>
  );
}

const fieldWords: Record<string, string> = { queues: 'source queues', team: 'team', personId: 'person' };

/** As the rules stand here, where the API names a field of its request. */
function sayRules(detail: string): string {
  return detail.replaceAll(/\bitems\.(\d+)(?:\.(\w+))?: /g, (_, at: string, field?: string) => {
    const part = field === undefined ? '' : `, ${fieldWords[field] ?? field}`;
    return `Rule ${Number(at) + 1}${part}: `;
  });
}

function Small({
  label,
  isOff,
  onClick,
  Icon,
}: {
  label: string;
  isOff: boolean;
  onClick: () => void;
  Icon: typeof X;
}) {
  return (
    <button type="button" className="btn quiet px-2" aria-label={label} disabled={isOff} onClick={onClick}>
      <Icon size={14} aria-hidden="true" />
    </button>
  );
}
