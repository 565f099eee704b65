// Whose a group is, and how that is known.
import type { GroupOwner } from '#lib/domain/group-schemas.ts';

export function OwnerName({ owner }: { owner: GroupOwner | null }) {
  if (owner === null) return <span className="text-ink-3">nobody</span>;
  const how = owner.by === 'hand' ? 'Assigned by hand' : `By the rule for ${owner.rule ?? ''}`;
  return (
    <span className="wrap-anywhere" title={how} data-owner={owner.name}>
      {owner.name}
    </span>
  );
}
