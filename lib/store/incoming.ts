// The drain's side of the store: a batch of letters, fresh or delivered again, all or none while their session is open.
import type { Actor } from '#lib/domain/actor.ts';
import { nothingDerived } from '#lib/domain/decode.ts';
import { uuidv7 } from 'uuidv7';
import { BROKER_ID, db } from './client.ts';
import { forgetDebugHistory } from './debug-history.ts';
import { matchDoubtful } from './doubt.ts';
import {
  insertLetters,
  insertParts,
  inTransaction,
  isWhole,
  runAlone,
  runIn,
  type Incoming,
  type Run,
} from './insert-letters.ts';

export { SessionClosed, type Incoming, type IncomingLetter } from './insert-letters.ts';

export type Stored = {
  /** How many letters are new. */
  stored: number;
  /** How many were found to be stored already. */
  matched: number;
};

const PATIENCE = { timeout: 600_000, maxWait: 30_000 };

/** Stores letters that the broker delivers for the first time. Throws SessionClosed, or what Prisma throws (trouble.ts tells which). */
export async function storeLetters(_actor: Actor, incoming: Incoming): Promise<Stored> {
  try {
    let stored = 0;
    const whole = incoming.letters.filter(isWhole);
    if (whole.length > 0) stored += await insertLetters(runAlone, { ...incoming, letters: whole }, false);
    for (const letter of incoming.letters.filter((one) => !isWhole(one))) {
      stored += await inTransaction((run) => insertWithParts(run, { ...incoming, letters: [letter] }, false));
    }
    return { stored, matched: 0 };
  } finally {
    forgetDebugHistory();
  }
}

/**
 * Stores letters that the broker flags as redelivered: each is matched with a letter in doubt, or stored. Only when no other
 * session of their queue can still commit them (fence.ts waits for that). Throws as storeLetters does.
 */
export async function storeRedelivered(_actor: Actor, incoming: Incoming): Promise<Stored> {
  try {
    return await db().$transaction(async (tx) => {
      const { matched, rest } = await matchDoubtful(tx, incoming);
      const whole = rest.filter(isWhole);
      let stored = await insertLetters(runIn(tx), { ...incoming, letters: whole }, true);
      for (const letter of rest.filter((one) => !isWhole(one)))
        stored += await insertWithParts(runIn(tx), { ...incoming, letters: [letter] }, true);
      return { stored, matched };
    }, PATIENCE);
  } finally {
    forgetDebugHistory();
  }
}

/**
 * Stores letters and takes it back: the proof that the store takes them again. A session that is opened before could only give
 * them back, and each time counts against a quorum queue's delivery limit. Throws as storeLetters does.
 */
export async function rehearse(_actor: Actor, workerId: string, incoming: Incoming): Promise<void> {
  try {
    await db().$transaction(async (tx) => {
      const sessionId = uuidv7();
      await tx.session.create({
        data: { id: sessionId, brokerId: BROKER_ID, queue: incoming.queue, workerId },
      });
      // Raw: what one of them tells may be the very thing that Postgres refuses.
      const letters = incoming.letters.map((letter) => ({ ...letter, derived: nothingDerived }));
      const whole = letters.filter(isWhole);
      const run = runIn(tx);
      await insertLetters(run, { ...incoming, sessionId, letters: whole }, false);
      for (const letter of letters.filter((one) => !isWhole(one)))
        await insertWithParts(run, { ...incoming, sessionId, letters: [letter] }, false);
      throw new TakenBack();
    }, PATIENCE);
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  } finally {
    forgetDebugHistory();
  }
}

class TakenBack extends Error {}

async function insertWithParts(run: Run, incoming: Incoming, isAgain: boolean): Promise<number> {
  const stored = await insertLetters(run, incoming, isAgain);
  const [letter] = incoming.letters;
  if (stored > 0 && letter) await insertParts(run, letter);
  return stored;
}
