'use client';
// What can be done with a group: how it stands, whose it is, and what becomes of its letters.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { Assignee, FailureGroupView, GroupChange } from '#lib/domain/group-schemas.ts';
import { post, send, type Problem } from './api.ts';
import { GroupAssignQuestion } from './group-assign-question.tsx';
import { GroupDiscardQuestion } from './group-discard-question.tsx';
import { groupPath } from './group-href.ts';
import { GroupIgnoreQuestion } from './group-ignore-question.tsx';
import { GroupSnoozeQuestion } from './group-snooze-question.tsx';
import { RunQuestion } from './run-question.tsx';

type Question = 'ignore' | 'snooze' | 'assign' | 'run' | 'discard' | null;

export function GroupActions({
  group,
  assignees,
  barred,
}: {
  group: FailureGroupView;
  assignees: readonly Assignee[];
  /** Why one may not; null when one may. */
  barred: string | null;
}) {
  const router = useRouter();
  const [asked, setAsked] = useState<Question>(null);
  const isBarred = barred !== null;

  async function change(wanted: Partial<GroupChange>, done: string): Promise<Problem | null> {
    const answer = await send('PATCH', groupPath(group.id), wanted, group.version);
    router.refresh();
    if (!answer.ok) return answer.problem;
    setAsked(null);
    toast.success(done);
    return null;
  }

  /** Of a button without a question. */
  async function set(state: 'open' | 'resolved', done: string): Promise<void> {
    if (isBarred) return;
    const problem = await change({ state }, done);
    if (problem !== null) toast.error(problem.title, { description: problem.detail });
  }

  async function snooze(hours: number | null): Promise<Problem | null> {
    const answer = await post(`${groupPath(group.id)}/snooze`, { hours });
    router.refresh();
    if (!answer.ok) return answer.problem;
    setAsked(null);
    toast.success(
      hours === null
        ? 'Awake: what happens to it is posted again.'
        : 'Snoozed. Its letters are kept and counted.',
    );
    return null;
  }

  async function wake(): Promise<void> {
    if (isBarred) return;
    const problem = await snooze(null);
    if (problem !== null) toast.error(problem.title, { description: problem.detail });
  }

  function ask(question: Question) {
    if (!isBarred) setAsked(question);
  }

  const common = { type: 'button', 'aria-disabled': isBarred, title: barred ?? undefined } as const;
  return (
    <div className="my-4 flex flex-wrap gap-2">
      {group.state !== 'resolved' && (
        <button
          {...common}
          className="btn go"
          onClick={() => void set('resolved', 'Resolved: it opens again when a new letter comes.')}
          data-act="resolve"
        >
          Resolve
        </button>
      )}
      {group.state !== 'open' && (
        <button {...common} className="btn" onClick={() => void set('open', 'Open again.')} data-act="open">
          Open again
        </button>
      )}
      <button {...common} className="btn" onClick={() => ask('ignore')} data-act="ignore">
        Ignore…
      </button>
      {group.snoozed !== null && (
        <button {...common} className="btn" onClick={() => void wake()} data-act="wake">
          Wake
        </button>
      )}
      <button {...common} className="btn" onClick={() => ask('snooze')} data-act="snooze">
        Snooze…
      </button>
      <button {...common} className="btn" onClick={() => ask('assign')} data-act="assign">
        Assign…
      </button>
      {group.openLetters > 0 && (
        <button {...common} className="btn" onClick={() => ask('run')} data-act="run">
          Try all again…
        </button>
      )}
      {group.openLetters > 0 && (
        <button {...common} className="btn" onClick={() => ask('discard')} data-act="discard">
          Discard all…
        </button>
      )}
      {asked === 'ignore' && (
        <GroupIgnoreQuestion group={group} onChange={change} onClose={() => setAsked(null)} />
      )}
      {asked === 'snooze' && <GroupSnoozeQuestion onSnooze={snooze} onClose={() => setAsked(null)} />}
      {asked === 'assign' && (
        <GroupAssignQuestion
          group={group}
          assignees={assignees}
          onChange={change}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'run' && (
        <RunQuestion
          of={{ group: group.id, matching: countInWords(group.openLetters, 'open letter') }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'discard' && <GroupDiscardQuestion group={group} onClose={() => setAsked(null)} />}
    </div>
  );
}
