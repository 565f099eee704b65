'use client';
// Whose the letters of which queues are: rules in their order, the first that fits counts.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import type { OwnerRules } from '#lib/domain/owner-rules.ts';
import { send, type Problem } from './api.ts';
import { OwnerRuleFields, requestOf, rulesOf, type Rule } from './owner-rule-fields.tsx';
import { Panel } from './panel.tsx';
import { ProblemNote } from './problem-note.tsx';

let keys = 0;
const empty = (): Rule => ({ key: ++keys, queues: '', personId: '', team: '', slackId: '' });

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
  const rules = edited ?? rulesOf(given);

  function edit(next: Rule[]) {
    if (edited === null) setBase(given.version);
    setEdited(next);
  }
  const set = (at: number, change: Partial<Rule>) =>
    edit(rules.map((rule, place) => (place === at ? { ...rule, ...change } : rule)));
  const moveUp = (at: number) => edit(rules.toSpliced(at, 1).toSpliced(at - 1, 0, rules[at]!));

  async function save() {
    setProblem(null);
    const answer = await send<OwnerRules>('PUT', '/api/v1/owner-rules', requestOf(rules), base);
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
          <OwnerRuleFields
            key={rule.key}
            rule={rule}
            at={at}
            isLast={at === rules.length - 1}
            people={people}
            onChange={(change) => set(at, change)}
            onMoveUp={() => moveUp(at)}
            onMoveDown={() => moveUp(at + 1)}
            onRemove={() => edit(rules.toSpliced(at, 1))}
          />
        ))}
      </ol>
      <div className="grid gap-2 px-3.5 py-2.5">
        <p className="text-sm text-ink-3">
          {rules.length === 0
            ? 'No rules: groups of failures are nobody’s until they are assigned.'
            : 'A group of failures is whose the first fitting rule says, unless it is assigned by hand. Its Slack ID is whom alerts mention: a member’s (U…) or a user group’s (S…); empty, the person’s own.'}
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

const fieldWords: Record<string, string> = {
  queues: 'source queues',
  team: 'team',
  personId: 'person',
  slackId: 'Slack ID',
};

/** As the rules stand here, where the API names a field of its request. */
function sayRules(detail: string): string {
  return detail.replaceAll(/\bitems\.(\d+)(?:\.(\w+))?: /g, (_, at: string, field?: string) => {
    const part = field === undefined ? '' : `, ${fieldWords[field] ?? field}`;
    return `Rule ${Number(at) + 1}${part}: `;
  });
}
