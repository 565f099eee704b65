// What exactly is published of a letter: its own bytes but for what a replay leaves out, or the message inside of it.
import { amendBody } from '#lib/domain/amend-body.ts';
import { findExactRoutingKey } from '#lib/domain/exact-key.ts';
import { sayUnreadable } from '#lib/domain/oversize.ts';
import { rewriteForReplay } from '#lib/domain/replay-plan.ts';
import { isWrapper, unwrap } from '#lib/domain/unwrap.ts';
import type { ClaimedReplay, Content } from '#lib/store/replay-claims.ts';
import type { Planned } from './stock.ts';

/** Or why it cannot be published, in words. */
export function planReplay(replay: ClaimedReplay, content: Content, ourUser: string): Planned | string {
  const { toKind, convention, routingKey: key } = replay;
  const isPutBack = toKind === 'dead_letter_queue';
  const isWrapped = !isPutBack && !replay.isEdited && isWrapper(convention);
  const sent = isWrapped ? unwrap(convention, content) : content;
  if (sent === null) return `The message inside of ${convention}’s error message cannot be read`;
  const { propertyBytes, body } = sent;
  const planned = rewriteForReplay({
    propertyBytes,
    replayId: replay.id,
    convention,
    ourUser,
    headerNamesAlsoDropped: replay.leftOut,
    isPutBack,
  });
  if (planned.unreadable.length > 0) return sayUnreadable(planned.unreadable);
  const routingKey = toKind === 'origin' ? findExactRoutingKey(key, propertyBytes) : key;
  const amended = replay.amendsBody && !isPutBack ? amendBody(convention, body) : null;
  const changes = [
    ...(isWrapped ? [`${convention}’s error message around it`] : []),
    ...(amended === null ? [] : [amended.words]),
  ];
  const dropped = changes.length === 0 ? planned.dropped : [...changes, ...planned.dropped];
  return { replay, routingKey, ...planned, dropped, body: amended?.body ?? body };
}
