// Which queues a replay would reach now, as far as whoever asks may know.
import type { Actor } from '#lib/domain/actor.ts';
import type { Header } from '#lib/domain/dead-letter.ts';
import { maySee } from '#lib/domain/permissions.ts';
import { findReach, type TopologyIndex } from '#lib/domain/reach.ts';
import type { ReachQuery, ReachView } from '#lib/domain/reach-schemas.ts';
import type { RunPlan } from '#lib/domain/run-schemas.ts';
import { isWrapper } from '#lib/domain/unwrap.ts';
import type { Tx } from './client.ts';
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
  const snapshot = await readFresh();
  if ('unknown' in snapshot) return snapshot;
  const { index, asOf } = snapshot;
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

type Destination = { exchange: string; routingKey: string };

/** For a plan, which many may read: it names no queue. */
export async function countReach(
  tx: Tx,
  destinations: readonly Destination[],
): Promise<Pick<RunPlan, 'reach' | 'whyNoReach' | 'reachAsOf'>> {
  const snapshot = await readFresh(tx);
  if ('unknown' in snapshot)
    return {
      reach: null,
      whyNoReach: `Which queues these reach now is unknown: ${snapshot.unknown}`,
      reachAsOf: null,
    };
  const reach = destinations.map(({ exchange, routingKey }) => {
    const found = findReach(snapshot.index, { exchange, routingKey, headers: null });
    return 'unknown' in found
      ? { exchange, routingKey, queues: null, unknown: found.unknown }
      : { exchange, routingKey, queues: found.queues.length, unknown: null };
  });
  return { reach, whyNoReach: null, reachAsOf: snapshot.asOf.toISOString() };
}

async function readFresh(tx?: Tx): Promise<{ index: TopologyIndex; asOf: Date } | { unknown: string }> {
  const { index, asOf, problem } = await readSnapshot(tx);
  if (index === null || asOf === null) return { unknown: problem ?? NOT_ASKED };
  if (Date.now() - asOf.getTime() <= STALE_MS) return { index, asOf };
  const why = problem === null ? '' : `: ${problem}`;
  return { unknown: `the last look at RabbitMQ’s bindings is older than ten minutes${why}` };
}
