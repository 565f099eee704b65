// One rule of the owners: which source queues, whose they are, and whom alerts of theirs mention.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { OwnerRules } from '#lib/domain/owner-rules.ts';
import { IconButton } from './icon-button.tsx';

export type Rule = { key: number; queues: string; personId: string; team: string; slackId: string };

export function OwnerRuleFields({
  rule,
  at,
  isLast,
  people,
  onChange,
  onMoveUp,
  onMoveDown,
  onRemove,
}: {
  rule: Rule;
  at: number;
  isLast: boolean;
  people: readonly { id: string; name: string; email: string }[];
  onChange: (change: Partial<Rule>) => void;
  onMoveUp: () => void;
  onMoveDown: () => void;
  onRemove: () => void;
}) {
  const name = `rule ${at + 1}`;
  return (
    <li className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2" data-rule={at}>
      <input
        className="field mono flex-1 basis-[160px]"
        aria-label={`Source queues of ${name}, * for any characters`}
        placeholder="orders.*"
        maxLength={255}
        value={rule.queues}
        onChange={({ target }) => onChange({ queues: target.value })}
      />
      <select
        className="field flex-1 basis-[130px]"
        aria-label={`Owner of ${name}`}
        value={rule.personId}
        onChange={({ target }) => onChange({ personId: target.value })}
      >
        <option value="">a team</option>
        {people.map(({ id, name: whose, email }) => (
          <option key={id} value={id}>
            {whose} ({email})
          </option>
        ))}
      </select>
      {rule.personId === '' && (
        <input
          className="field flex-1 basis-[130px]"
          aria-label={`Team of ${name}`}
          placeholder="the team’s name"
          maxLength={100}
          value={rule.team}
          onChange={({ target }) => onChange({ team: target.value })}
        />
      )}
      <input
        className="field mono basis-[120px] placeholder:font-sans placeholder:text-base max-md:grow"
        aria-label={`Slack ID of ${name}: a member or a user group`}
        placeholder="Slack ID"
        title="Whom alerts mention: U… of a member, S… of a user group. Empty: the person’s own."
        maxLength={21}
        size={13}
        spellCheck={false}
        value={rule.slackId}
        onChange={({ target }) => onChange({ slackId: target.value.trim() })}
      />
      <span className="ml-auto flex">
        <IconButton label={`Rule ${at + 1} one up`} Icon={ArrowUp} disabled={at === 0} onClick={onMoveUp} />
        <IconButton
          label={`Rule ${at + 1} one down`}
          Icon={ArrowDown}
          disabled={isLast}
          onClick={onMoveDown}
        />
        <IconButton label={`Take ${name} away`} Icon={X} onClick={onRemove} />
      </span>
    </li>
  );
}

export function rulesOf({ items }: OwnerRules): Rule[] {
  return items.map(({ queues, personId, team, slackId }, at) => ({
    key: -at - 1,
    queues,
    personId: personId ?? '',
    team: team ?? '',
    slackId: slackId ?? '',
  }));
}

/** As the REST API takes it. */
export function requestOf(rules: readonly Rule[]) {
  return {
    items: rules.map(({ queues, personId, team, slackId }) => ({
      queues,
      ...(personId === '' ? { team } : { personId }),
      slackId: slackId === '' ? null : slackId,
    })),
  };
}
