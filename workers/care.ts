// When a queue is drained with care: one letter at a time, because its letters come again and again or one kills the worker.
import type { Delivery } from '#lib/domain/delivery.ts';
import { readDeliveryCount } from '#lib/domain/comparable.ts';
import { fingerprintOf } from '#lib/store/fingerprint.ts';
import { noteHead } from '#lib/store/sessions.ts';
import type { Fence } from './fence.ts';
import type { Verdict } from './pump.ts';
import type { Room } from './room.ts';

/** RabbitMQ 4 drops a letter of a quorum queue after 20 deliveries by default: from here on each lost session costs one letter one. */
const WORRYING_DELIVERIES = 5;
/** So many in a row without worry end the care. */
const CALM_LETTERS = 100;
const DEATHS = 2;

export type Care = {
  /** Why, for the page. */
  because: string;
  /** Letters until it ends. */
  left: number;
};

export type Watch = {
  /** Looks at a batch before it is decoded. */
  inspect(batch: readonly Delivery[]): Promise<Verdict>;
  /** How the next session must drain, once this one should end for it; undefined while it may go on. */
  readonly next: Care | null | undefined;
};

const asUsual: Verdict = { kind: 'store', rawBecause: null };

/** Watches one session. `onChange` is called when the session should end, so that another takes its place. */
export function watchSession(
  room: Room,
  { sessionId, care, fence }: { sessionId: string; care: Care | null; fence: Fence },
  onChange: () => void,
): Watch {
  let isFirst = true;
  let left = care?.left ?? 0;
  let next: Care | null | undefined;

  function change(to: Care | null): void {
    if (next !== undefined) return;
    next = to;
    onChange();
  }

  async function inspectHead(head: Delivery): Promise<Verdict> {
    const fingerprint = fingerprintOf(head);
    let noted = await noteHead(room.actor, sessionId, fingerprint);
    if (!head.redelivered) return asUsual;
    // A session that died with it must be closed, to be counted. Only then do letters wait here.
    if (noted.rivals > 0) {
      await fence();
      noted = await noteHead(room.actor, sessionId, fingerprint);
    }
    const { deaths, aloneDeaths } = noted;
    if (care !== null && aloneDeaths > 0) {
      const rawBecause = `The worker died ${deaths} times with this letter in its hands: it was not looked into`;
      return { kind: 'store', rawBecause };
    }
    if (care !== null || (deaths < DEATHS && aloneDeaths === 0)) return asUsual;
    const because = `Drained one by one: the worker died ${deaths} times with the same letter at the head.`;
    change({ because, left: CALM_LETTERS });
    return { kind: 'leave' };
  }

  return {
    get next() {
      return next;
    },
    async inspect(batch) {
      const [head] = batch;
      if (!head) return asUsual;
      const verdict = isFirst || care !== null ? await inspectHead(head) : asUsual;
      isFirst = false;
      // n.b. Nothing is read in a letter that may kill us.
      if (verdict !== asUsual) return verdict;
      const deliveries = mostDeliveries(batch);
      if (deliveries >= WORRYING_DELIVERIES) {
        left = CALM_LETTERS;
        if (care === null) {
          const because = `Drained one by one: letters come for the ${deliveries + 1}th time, and RabbitMQ 4 drops them after 20 unless the queue's x-delivery-limit says otherwise.`;
          change({ because, left });
        }
      } else if (care !== null && (left -= batch.length) <= 0) change(null);
      return asUsual;
    },
  };
}

function mostDeliveries(batch: readonly Delivery[]): number {
  let most = 0;
  for (const { redelivered, propertyBytes } of batch)
    if (redelivered) most = Math.max(most, readDeliveryCount(propertyBytes));
  return most;
}
