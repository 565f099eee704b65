// Searches can take seconds, and each holds a connection: they leave some to everybody else, and nobody takes all of them.
import type { Actor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';

/** At once, of the ten connections of a process (client.ts); and of one visitor. */
const MOST = 6;
const MOST_EACH = 3;
const MOST_WAITING_EACH = 50;

type Waiting = { who: string; start: () => void };

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefSearches?: { running: Map<string, number>; waiting: Waiting[] } };

/** Runs it when it is its visitor's turn. Throws too_many. */
export async function inSearchTurn<Found>(actor: Actor, search: () => Promise<Found>): Promise<Found> {
  const { running, waiting } = (held.letterthiefSearches ??= { running: new Map(), waiting: [] });
  const who = 'id' in actor ? actor.id : 'system';
  const hasRoom = (one: string) =>
    (running.get(one) ?? 0) < MOST_EACH && [...running.values()].reduce((sum, many) => sum + many, 0) < MOST;
  const begin = (one: string) => running.set(one, (running.get(one) ?? 0) + 1);

  if (hasRoom(who)) begin(who);
  else {
    if (waiting.filter((one) => one.who === who).length >= MOST_WAITING_EACH)
      throw new AppError('too_many', `${MOST_WAITING_EACH} searches of yours wait already`);
    await new Promise<void>((resolve) => waiting.push({ who, start: resolve }));
  }
  try {
    return await search();
  } finally {
    const left = (running.get(who) ?? 1) - 1;
    if (left > 0) running.set(who, left);
    else running.delete(who);
    const at = waiting.findIndex((one) => hasRoom(one.who));
    const [next] = at === -1 ? [] : waiting.splice(at, 1);
    if (next) {
      begin(next.who);
      next.start();
    }
  }
}
