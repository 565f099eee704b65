// What takes long or much waits its turn: searches hold a connection for seconds, large bodies their bytes. Something is left for
// everybody else, and nobody takes all of it.
import type { Actor } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';

const kinds = {
  /** What may look through many letters: seconds. Of the ten connections of a process (client.ts). */
  searches: { most: 3, mostEach: 2 },
  /** Of a search, looking through what is not indexed yet: all at once would keep the index from catching up, and so look through more. */
  tails: { most: 1, mostEach: 1 },
  /** What an index answers: milliseconds, and nobody should wait behind a search for it. */
  lists: { most: 3, mostEach: 3 },
  /** At most a second or so: then they are told from a sample. */
  counts: { most: 3, mostEach: 2 },
  /** What event streams ask about letters that just came: each stream one question at a time, however long it waits. */
  matches: { most: 2, mostEach: 1, mostWaitingEach: 100, longestWaitMs: 2 ** 31 - 1 },
  /** Up to 20 MB each, three times over: packed, unpacked, as text. */
  bodies: { most: 2, mostEach: 1 },
  /** Minutes long: nobody is left waiting for one. */
  exports: { most: 3, mostEach: 2, mostWaitingEach: 0 },
  imports: { most: 1, mostEach: 1, mostWaitingEach: 0 },
} satisfies Record<string, Bounds>;
type Bounds = { most: number; mostEach: number; mostWaitingEach?: number; longestWaitMs?: number };
type Kind = keyof typeof kinds;
const MOST_WAITING_EACH = 50;
/** Whoever asks over HTTP is let go after a minute of silence, and would not know why. */
const LONGEST_WAIT_MS = 20_000;

type Waiting = { who: string; start: () => void };
type Turns = { running: Map<string, number>; waiting: Waiting[] };

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefTurns?: Partial<Record<Kind, Turns>> };

/** Runs it when it is its visitor's turn. Throws too_many, and unavailable where that takes too long. */
export async function inTurn<Found>(
  actor: Actor,
  kind: Kind,
  work: () => Promise<Found>,
  longestMs?: number,
): Promise<Found> {
  const turns = (held.letterthiefTurns ??= {});
  const { running, waiting } = (turns[kind] ??= { running: new Map(), waiting: [] });
  const {
    most,
    mostEach,
    mostWaitingEach = MOST_WAITING_EACH,
    longestWaitMs = LONGEST_WAIT_MS,
  }: Bounds = kinds[kind];
  const who = 'id' in actor ? actor.id : 'system';
  const hasRoom = (one: string) =>
    (running.get(one) ?? 0) < mostEach && [...running.values()].reduce((sum, many) => sum + many, 0) < most;
  const begin = (one: string) => running.set(one, (running.get(one) ?? 0) + 1);

  if (hasRoom(who)) begin(who);
  else {
    if (waiting.filter((one) => one.who === who).length >= mostWaitingEach)
      throw new AppError(
        'too_many',
        mostWaitingEach === 0
          ? `There are as many ${kind} under way as may be: ask again when one has ended`
          : `${mostWaitingEach} ${kind} of yours wait already`,
      );
    await waitIn(waiting, who, kind, longestMs ?? longestWaitMs);
  }
  try {
    return await work();
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

function waitIn(waiting: Waiting[], who: string, kind: Kind, longestMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const one: Waiting = {
      who,
      start: () => {
        clearTimeout(timer);
        resolve();
      },
    };
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(one), 1);
      reject(
        new AppError(
          'unavailable',
          `Other ${kind} took so long that this had no turn within ${longestMs / 1000} s: ask again later`,
        ),
      );
    }, longestMs);
    waiting.push(one);
  });
}
