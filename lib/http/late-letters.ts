// Letters that match a filter only once what is written behind the drain is there (marks, groups, words): looked at again as far as
// its followers have come. A listener's place is theirs, so that a gap loses none.
import type { Visitor } from '#lib/domain/actor.ts';
import { readBetween } from '#lib/store/events.ts';
import { followersOf, readFollowed, type Followed } from '#lib/store/narrowing.ts';
import { writeLate, writeMoment, type Narrowing } from './event-words.ts';

const system = { kind: 'system' } as const;
/** Followers look once a second; many listeners wait for the same ones. */
const LOOK_MS = 1000;
/** So many are remembered; past them some are told twice. */
const MOST_TOLD = 10_000;

export type LateLetters = {
  /** From this moment on, or, where it is null, from where the followers are. */
  begin(since: string | null, now: string): AsyncGenerator<string>;
  /** What matches by now of what came before. */
  look(who: Visitor): AsyncGenerator<string>;
  /** Asks for a look, soon and once. */
  wish(): void;
  stop(): void;
};

/** Null where the filter asks for nothing that is written late. `wake` is called when it is time to look. */
export function openLate(narrowing: Narrowing | null, wake: () => void): LateLetters | null {
  const names = narrowing === null ? [] : followersOf(narrowing.filter);
  if (narrowing === null || names.length === 0) return null;
  const told = (narrowing.told = new Set());
  let since = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  function wish(): void {
    if (isOver) return;
    timer ??= setTimeout(wake, LOOK_MS);
  }

  return {
    wish,
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
    async *begin(from, now) {
      since = from ?? (await readShared(names)).moment ?? now;
      yield writeMoment(since);
      wish();
    },
    async *look(who) {
      timer = undefined;
      const { moment, isBehind } = await readShared(names);
      if (moment !== null && moment !== since) {
        for await (const events of readBetween(system, since, moment))
          yield* await writeLate(who, events, narrowing);
        since = moment;
        yield writeMoment(since);
      }
      if (told.size > MOST_TOLD || !isBehind) told.clear();
      if (isBehind) wish();
    },
  };
}

// On globalThis: Next may load this module once for each route bundle.
const held = globalThis as { letterthiefFollowed?: Map<string, { at: number; answer: Promise<Followed> }> };

/** Asked once for all who want to know it just now. */
function readShared(names: readonly string[]): Promise<Followed> {
  const known = (held.letterthiefFollowed ??= new Map());
  const key = names.join(' ');
  const last = known.get(key);
  if (last !== undefined && Date.now() - last.at < LOOK_MS / 2) return last.answer;
  const answer = readFollowed(system, names);
  known.set(key, { at: Date.now(), answer });
  return answer;
}
