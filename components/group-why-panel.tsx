// Why these letters are one group: all that they have in common.
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { whyGrouped } from '#lib/domain/group-words.ts';
import { Breakable } from './breakable.tsx';
import { Fact, Facts } from './facts.tsx';
import { Panel } from './panel.tsx';

export function GroupWhyPanel({ group }: { group: FailureGroupView }) {
  const hasValues = group.cause.pattern?.includes('#') === true;
  return (
    <Panel title="Why they are one" name="why">
      <Facts>
        {whyGrouped(group).map(({ name, value }) => (
          <Fact key={name} name={name}>
            <Breakable text={value} isPath={name === 'file'} />
          </Fact>
        ))}
      </Facts>
      <p className="border-t border-line px-3.5 py-2 text-sm text-ink-3">
        Letters are of one group where all of these are equal.
        {hasValues && ' # stands for a number, an id, a quoted value, an address or a time.'}
        {group.cause.file !== null && ' The call is the first of one’s own code; its line does not count.'}
      </p>
    </Panel>
  );
}
