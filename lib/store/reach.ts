// Which queues a replay would reach now, as far as whoever asks may know.
import type { Actor } from '#lib/domain/actor.ts';
import type { Header } from '#lib/domain/dead-letter.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { findReach } from '#lib/domain/reach.ts';
import type { ReachQuery, ReachView } from '#lib/domain/reach-schemas.ts';
import { isWrapper } from '#lib/domain/unwrap.ts';
import { readDeadLetter } from './dead-letters.ts';
import { readSnapshot } from './topology.ts';

const NAMED = 50;
/** A worker asks several times a minute: what is so old is no answer. */
const STALE_MS = 10 * 60_000;
const NOT_ASKED =
  'no worker has asked RabbitMQ for its bindings yet: set AMQP_MANAGEMENT_URL to its management API';

/** Of queues that the actor may not see it counts, and names none. Throws not_found for a letter that is not there, or not theirs. */
export async function readReach(
  actor: Actor,
  { exchange, routingKey, deadLetterId }: ReachQuery,
): Promise<ReachView> {
  const headers = deadLetterId === undefined ? null : await readHeaders(actor, deadLetterId);
  const { index, asOf, problem } = await readSnapshot(actor);
  if (index === null || asOf === null) return { unknown: problem ?? NOT_ASKED };
  if (Date.now() - asOf.getTime() > STALE_MS)
    return {
      unknown: `the last look at RabbitMQ’s bindings is older than ten minutes${problem === null ? '' : `: ${problem}`}`,
    };
  const reach = findReach(index, { exchange, routingKey, headers });
  if ('unknown' in reach) return reach;
  const named = reach.queues.filter((queue) => maySee(actor, queue)).slice(0, NAMED);
  return { queues: named, count: reach.queues.length, asOf: asOf.toISOString() };
}

/** As a replay sends them, but for those of its death; null where it sends a message inside of the letter. */
async function readHeaders(actor: Actor, id: string): Promise<readonly Header[] | null> {
  const { convention, headers } = await readDeadLetter(actor, id);
  return isWrapper(convention) ? null : headers;
}
