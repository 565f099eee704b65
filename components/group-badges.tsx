// How a group stands: by shape and word as well as by colour.
import { Check, CircleDot, CornerUpLeft, EyeOff, TrendingUp } from 'lucide-react';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { sayState } from '#lib/domain/group-words.ts';
import { SnoozeBadge } from './snooze-badge.tsx';

const states = {
  open: { look: 'bad', Icon: CircleDot },
  resolved: { look: 'good', Icon: Check },
  ignored: { look: '', Icon: EyeOff },
} as const;

export function GroupBadges({ group }: { group: FailureGroupView }) {
  const { look, Icon } = states[group.state];
  return (
    <>
      <span className={`badge ${look}`} data-group-state={group.state} title={sayState(group)}>
        <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
        {group.state === 'ignored' && group.ignoredUntil !== null ? 'ignored for now' : group.state}
      </span>
      {group.cameBackAt !== null && (
        <span className="badge wait" title="It was resolved, and new letters came." data-came-back>
          <CornerUpLeft size={11} strokeWidth={2.5} aria-hidden="true" />
          came back
        </span>
      )}
      {group.grewAt !== null && (
        <span className="badge wait" title="It was ignored, and grew past what was named." data-grew>
          <TrendingUp size={11} strokeWidth={2.5} aria-hidden="true" />
          grew
        </span>
      )}
      {group.snoozed !== null && <SnoozeBadge snoozed={group.snoozed} />}
    </>
  );
}
