// A post as webhooks, Teams and e-mail tell it: what happened, and how its groups stand.
import type { AlertedGroup, ToldAlert } from './told-alert.ts';
import type { ToldGroup } from './told-group.ts';

export type Told = { groups: readonly ToldGroup[]; total: number; isHeld: boolean };

/** `isFirst`: nothing was told of it there before. */
export function alertOfGroups(
  id: string,
  { groups, total, isHeld }: Told,
  { isFirst, publicUrl, now }: { isFirst: boolean; publicUrl: string; now: Date },
): ToldAlert {
  const isOver = groups.every(({ done }) => done !== null);
  const cameBack = groups.length === 1 && groups[0]?.before?.done != null;
  const opened = cameBack ? 'came_back' : 'opened';
  return {
    id,
    kind: isOver ? 'closed' : isFirst ? opened : 'changed',
    at: now.toISOString(),
    channelNote: isHeld ? 'Came in quiet hours' : null,
    groups: groups.map(alertedOf),
    moreGroups: total - groups.length,
    publicUrl,
  };
}

function alertedOf(group: ToldGroup): AlertedGroup {
  const { id, title, sourceQueue, reason, errorType, errorMessage, exchange, routingKey, letterId } = group;
  const { letters, openLetters, owner, firstAt, lastAt, done } = group;
  return {
    id,
    title,
    sourceQueue,
    reason,
    errorType,
    errorMessage,
    exchange,
    routingKey,
    letterId,
    letters,
    openLetters,
    owner: owner?.name ?? null,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    done: done && { ...done, at: done.at.toISOString() },
  };
}
