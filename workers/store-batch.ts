// Stores a batch. What Postgres refuses is halved until it stands alone, and kept raw with the reason.
import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { decode, nothingDerived } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import type { Log } from '#lib/log.ts';
import { fingerprintOf } from '#lib/store/fingerprint.ts';
import {
  storeLetters,
  storeRedelivered,
  SessionClosed,
  type Incoming,
  type IncomingLetter,
  type Stored,
} from '#lib/store/incoming.ts';
import { isRefusedRow, sayStoreTrouble, sqlStateOf } from '#lib/store/trouble.ts';

export type Destination = Pick<Incoming, 'sessionId' | 'queue' | 'isAlertDue'> & {
  actor: Actor;
  log: Log;
  /** The broker flags these as redelivered: they may be stored already. */
  isAgain: boolean;
  /** Why these are not looked into; null when they are. */
  rawBecause: string | null;
};

const ids = new V7Generator({ nextUint32 });

/** Random numbers in bulk: one by one they cost more than the rest of an id. */
const randoms = new Uint32Array(4096);
let used = randoms.length;
function nextUint32(): number {
  if (used === randoms.length) {
    randomFillSync(randoms);
    used = 0;
  }
  return randoms[used++] ?? 0;
}

/** Throws SessionClosed, or trouble that passes: then nothing may be acked. */
export async function storeBatch(deliveries: readonly Delivery[], to: Destination): Promise<Stored> {
  const arrivedAt = new Date();
  const letters = deliveries.map((delivery) => ({
    id: ids.generateOrResetWithTs(arrivedAt.getTime()).toString(),
    delivery,
    fingerprint: fingerprintOf(delivery),
    derived: to.rawBecause === null ? decode(delivery) : nothingDerived,
    keptRawBecause: to.rawBecause,
  }));
  return storeHalving(letters, arrivedAt, to);
}

async function storeHalving(
  letters: readonly IncomingLetter[],
  arrivedAt: Date,
  to: Destination,
): Promise<Stored> {
  try {
    return await store(letters, arrivedAt, to);
  } catch (error) {
    if (!isRefusedRow(error)) throw error;
    const [alone, another] = letters;
    if (alone === undefined) return { stored: 0, matched: 0 };
    if (another === undefined) return storeRaw(alone, arrivedAt, error, to);
    const half = Math.ceil(letters.length / 2);
    const first = await storeHalving(letters.slice(0, half), arrivedAt, to);
    const second = await storeHalving(letters.slice(half), arrivedAt, to);
    return { stored: first.stored + second.stored, matched: first.matched + second.matched };
  }
}

async function storeRaw(
  letter: IncomingLetter,
  arrivedAt: Date,
  error: unknown,
  to: Destination,
): Promise<Stored> {
  // Raw already: it is not its text that Postgres refuses, so this is trouble, not a letter's fault.
  if (letter.keptRawBecause !== null) throw troubleWith([letter], arrivedAt, error, to);
  const code = sqlStateOf(error) ?? 'refused by the driver';
  to.log.warn({ letter: letter.id, queue: to.queue, code }, 'Postgres refused a letter: kept raw');
  const keptRawBecause = `Postgres refused what was read from it (${code})`;
  const raw = [{ ...letter, derived: nothingDerived, keptRawBecause }];
  try {
    return await store(raw, arrivedAt, to);
  } catch (cause) {
    throw isRefusedRow(cause) ? troubleWith(raw, arrivedAt, cause, to) : cause;
  }
}

/** Trouble of the store that passes, with the letters that it did not take. */
export class StoreTrouble extends Error {
  override name = 'StoreTrouble';
  readonly incoming: Incoming;
  constructor(incoming: Incoming, cause: unknown) {
    super(sayStoreTrouble(cause), { cause });
    this.incoming = incoming;
  }
}

function troubleWith(
  letters: readonly IncomingLetter[],
  arrivedAt: Date,
  cause: unknown,
  { sessionId, queue, isAlertDue }: Destination,
): StoreTrouble {
  return new StoreTrouble({ sessionId, queue, arrivedAt, letters, isAlertDue }, cause);
}

async function store(letters: readonly IncomingLetter[], arrivedAt: Date, to: Destination): Promise<Stored> {
  const { sessionId, queue, isAlertDue } = to;
  const incoming = { sessionId, queue, arrivedAt, letters, isAlertDue };
  try {
    return await (to.isAgain ? storeRedelivered(to.actor, incoming) : storeLetters(to.actor, incoming));
  } catch (error) {
    if (error instanceof SessionClosed || isRefusedRow(error)) throw error;
    throw troubleWith(letters, arrivedAt, error, to);
  }
}
