// Stores a session's deliveries and acks them: several batches under way, acks in order of delivery, only what is committed.
import type { Session } from '#lib/broker/consumer.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import type { Batches } from './batch.ts';
import type { Fence } from './fence.ts';
import type { Room } from './room.ts';
import { storeBatch, type Destination } from './store-batch.ts';

/** While the store works on one statement, the next batch gathers. A second one beside it is no faster, and splits index pages. */
const STATEMENTS = 1;

export type Pumping = {
  sessionId: string;
  session: Session;
  batches: Batches;
  fence: Fence;
  /** Looks at a batch before anything is read in it. */
  inspect(batch: readonly Delivery[]): Promise<Verdict>;
};

/** leave: it is not touched, and goes back to its queue with the end of the session. */
export type Verdict = { kind: 'store'; rawBecause: string | null } | { kind: 'leave' };

/** Runs until the batches end. Rejects when one cannot be stored: what is not acked then comes again. */
export async function pump(
  room: Room,
  { sessionId, session, batches, fence, inspect }: Pumping,
): Promise<void> {
  const gate = makeGate(STATEMENTS);
  let acked: Promise<void> = Promise.resolve();

  function keep(deliveries: Delivery[], isAgain: boolean, rawBecause: string | null): Promise<void> {
    if (deliveries.length === 0) return Promise.resolve();
    return gate.run(async () => {
      const to: Destination = {
        sessionId,
        queue: session.queue,
        isAlertDue: room.alerts.areDue,
        actor: room.actor,
        log: room.log,
        isAgain,
        rawBecause,
      };
      const { stored, matched } = await storeBatch(deliveries, to);
      room.counters.add('lettersStored', stored);
      room.counters.add('lettersMatched', matched);
    });
  }

  /** Fresh letters do not wait for the fence. */
  async function store(batch: Delivery[], rawBecause: string | null): Promise<void> {
    const again = batch.filter((delivery) => delivery.redelivered);
    const fresh = again.length === 0 ? batch : batch.filter((delivery) => !delivery.redelivered);
    const fenced = again.length === 0 ? null : fence();
    await Promise.all([keep(fresh, false, rawBecause), fenced?.then(() => keep(again, true, rawBecause))]);
  }

  for (let batch = await batches.next(); batch !== null; batch = await batches.next()) {
    const taken = batch;
    const last = taken.at(-1)?.seq ?? 0;
    room.counters.add('lettersDrained', taken.length);
    const verdict = await inspect(taken);
    if (verdict.kind === 'leave') break;
    const before = acked;
    // n.b. Ack after commit, and after the acks before: what dies between the two is delivered again, never lost.
    acked = Promise.all([store(taken, verdict.rawBecause), before]).then(() => {
      room.lastLetterAt.set(session.queue, new Date());
      session.ackThrough(last);
    });
    acked.catch(() => batches.drop());
    await gate.isFree();
  }
  await acked;
}

type Gate = { run<Value>(work: () => Promise<Value>): Promise<Value>; isFree(): Promise<void> };

/** Lets so many work at a time; the others wait their turn. */
function makeGate(limit: number): Gate {
  let working = 0;
  let waiting: (() => void)[] = [];
  const isFull = () => working >= limit;

  async function isFree(): Promise<void> {
    while (isFull()) await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return {
    isFree,
    async run(work) {
      await isFree();
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      }
    },
  };
}
