// Stores a batch. What Postgres refuses is halved until it stands alone, and kept raw with the reason.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import { decode, nothingDerived } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import type { Log } from '#lib/log.ts';
import { storeLetters, type Incoming, type IncomingLetter } from '#lib/store/incoming.ts';
import { isRefusedRow, sqlStateOf } from '#lib/store/trouble.ts';

export type Destination = Pick<Incoming, 'sessionId' | 'alertChannel'> & { actor: Actor; log: Log };

/** Gives how many letters were new. Throws SessionClosed, or trouble that passes: then nothing may be acked. */
export async function storeBatch(deliveries: readonly Delivery[], to: Destination): Promise<number> {
  const arrivedAt = new Date();
  return storeHalving(
    deliveries.map((delivery) => ({
      id: uuidv7(),
      arrivedAt,
      delivery,
      derived: decode(delivery),
      keptRawBecause: null,
    })),
    to,
  );
}

async function storeHalving(letters: readonly IncomingLetter[], to: Destination): Promise<number> {
  try {
    return await storeLetters(to.actor, { sessionId: to.sessionId, alertChannel: to.alertChannel, letters });
  } catch (error) {
    if (!isRefusedRow(error)) throw error;
    const [alone, another] = letters;
    if (alone === undefined) return 0;
    if (another === undefined) return storeRaw(alone, error, to);
    const half = Math.ceil(letters.length / 2);
    return (await storeHalving(letters.slice(0, half), to)) + (await storeHalving(letters.slice(half), to));
  }
}

async function storeRaw(letter: IncomingLetter, error: unknown, to: Destination): Promise<number> {
  // Raw already: it is not its text that Postgres refuses, so this is trouble, not a letter's fault.
  if (letter.keptRawBecause !== null) throw error;
  const code = sqlStateOf(error) ?? 'refused by the driver';
  to.log.warn(
    { letter: letter.id, queue: letter.delivery.queue, code },
    'Postgres refused a letter: kept raw',
  );
  return storeLetters(to.actor, {
    sessionId: to.sessionId,
    alertChannel: to.alertChannel,
    letters: [
      {
        ...letter,
        derived: nothingDerived,
        keptRawBecause: `Postgres refused what was read from it (${code})`,
      },
    ],
  });
}
