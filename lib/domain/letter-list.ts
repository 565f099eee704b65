// The inbox's list as it lives in a browser: what is loaded never moves until a person asks for what is new.
import { timeOfId } from './cursor.ts';
import type { DeadLetterSummary } from './dead-letter.ts';

export type LetterPage = { items: DeadLetterSummary[]; nextCursor: string | null };

export type LetterList = {
  /** Loaded letters, newest first. */
  items: DeadLetterSummary[];
  nextCursor: string | null;
  /** Letters that came since, not yet shown. */
  fresh: DeadLetterSummary[];
  /** There are more new ones than `fresh` holds: its length is no longer their number. */
  isFreshCut: boolean;
  /** New letters that the event stream told of, read or not, as long as they are not shown; and those read that no page reaches now. */
  told: ReadonlySet<string>;
};

/** Late commits may bear an earlier arrival than what is already shown: new ones are looked for this far back. */
const OVERLAP_MS = 10_000;
/** Who leaves an inbox alone for a day counts no further. */
const MOST_TOLD = 10_000;
const nobody: ReadonlySet<string> = new Set();

export function openList(page: LetterPage): LetterList {
  return { ...page, fresh: [], isFreshCut: false, told: nobody };
}

/** The moment from which new letters are to be asked for; undefined while nothing is loaded. */
export function freshSince(list: LetterList, after: string | undefined): string | undefined {
  const newest = list.items[0];
  if (newest === undefined) return after;
  // One may match only now that came long before, as soon as what it is found by is written.
  const earliest = [...list.told].reduce((least, id) => (id < least ? id : least), newest.id);
  const from = Math.min(
    Date.parse(newest.arrivedAt) - OVERLAP_MS,
    list.told.size > 0 ? timeOfId(earliest).getTime() : Infinity,
  );
  const since = new Date(from).toISOString();
  return after !== undefined && Date.parse(after) > Date.parse(since) ? after : since;
}

/** Letters that the event stream told of. */
export function hearOf(list: LetterList, ids: readonly string[]): LetterList {
  const loaded = new Set(list.items.map((letter) => letter.id));
  const news = ids.filter((id) => !loaded.has(id) && isAbove(list, id));
  if (news.length === 0) return list;
  return { ...list, told: new Set([...list.told, ...news].slice(0, MOST_TOLD)) };
}

/** How many wait beside the list; `isMore`: at least so many. */
export function countFresh({ fresh, told, isFreshCut }: LetterList): { count: number; isMore: boolean } {
  const untold = fresh.filter(({ id }) => !told.has(id)).length;
  return { count: told.size + untold, isMore: told.size >= MOST_TOLD || (isFreshCut && untold > 0) };
}

/** Whether all new ones are read and can be added; else the list must begin anew, or it would have a hole. */
export function canShowFresh({ fresh, told, isFreshCut }: LetterList): boolean {
  const read = new Set(fresh.map((letter) => letter.id));
  return !isFreshCut && [...told].every((id) => read.has(id));
}

/** Takes the newest letters: they wait beside the list; an empty list takes them at once. `told`: who was told of before they were asked for. */
export function receiveNewest(
  list: LetterList,
  page: LetterPage,
  told: ReadonlySet<string> = nobody,
): LetterList {
  if (list.items.length === 0) return openList(page);
  const loaded = new Set(list.items.map((letter) => letter.id));
  const read = new Set(page.items.map((letter) => letter.id));
  const newest = list.items[0];
  const fresh = page.items.filter((letter) => !loaded.has(letter.id) && isAbove(list, letter.id));
  const last = page.items.at(-1);
  const hasGap = last !== undefined && newest !== undefined && byArrival(last, newest) < 0;
  // What was told of and is not there stands further down than was read, or matches no more.
  const isBeyond = (id: string) => page.nextCursor !== null && last !== undefined && id < last.id;
  const isLeft = (id: string) => !loaded.has(id) && (read.has(id) || !told.has(id) || isBeyond(id));
  // New ones that were read and told by nobody count further, where this page no longer reaches them.
  const passed = list.fresh.map(({ id }) => id).filter((id) => !loaded.has(id) && isBeyond(id));
  const left = [...[...list.told].filter(isLeft), ...passed];
  const isFreshCut = (page.nextCursor !== null && hasGap) || left.some((id) => told.has(id) && !read.has(id));
  return { ...list, fresh, isFreshCut, told: new Set(left) };
}

/** What is older than the last row lies behind "Older": looking back for late commits may have found it too. */
function isAbove({ items, nextCursor }: LetterList, id: string): boolean {
  const oldest = nextCursor === null ? undefined : items.at(-1);
  return oldest === undefined || id > oldest.id;
}

export function showFresh(list: LetterList): LetterList {
  return { ...list, items: mergeLetters(list.fresh, list.items), fresh: [], isFreshCut: false, told: nobody };
}

export function addOlder(list: LetterList, page: LetterPage): LetterList {
  return { ...list, items: mergeLetters(list.items, page.items), nextCursor: page.nextCursor };
}

/** Puts newer states of letters in their places; a letter that the filter no longer matches stays where it is. */
export function replaceLetters(list: LetterList, letters: readonly DeadLetterSummary[]): LetterList {
  const byId = new Map(letters.map((letter) => [letter.id, letter]));
  const replace = (letter: DeadLetterSummary) => keepValues(letter, byId.get(letter.id));
  return { ...list, items: list.items.map(replace), fresh: list.fresh.map(replace) };
}

/** What is read of one letter has no columns; and what stands in them never changes. */
function keepValues(before: DeadLetterSummary, now: DeadLetterSummary | undefined): DeadLetterSummary {
  if (now === undefined) return before;
  return before.values === undefined ? now : { ...now, values: before.values };
}

/** Sets what an answer of ours has just told, until the letters are read again. */
export function patchLetters(
  list: LetterList,
  ids: ReadonlySet<string>,
  patch: Partial<Pick<DeadLetterSummary, 'status' | 'lastOutcome'>>,
): LetterList {
  const letters = [...list.items, ...list.fresh].filter((letter) => ids.has(letter.id));
  return replaceLetters(
    list,
    letters.map((letter) => ({ ...letter, ...patch })),
  );
}

function mergeLetters(
  some: readonly DeadLetterSummary[],
  others: readonly DeadLetterSummary[],
): DeadLetterSummary[] {
  const byId = new Map([...others, ...some].map((letter) => [letter.id, letter]));
  return [...byId.values()].sort(byArrival);
}

function byArrival(a: DeadLetterSummary, b: DeadLetterSummary): number {
  const later = Date.parse(b.arrivedAt) - Date.parse(a.arrivedAt);
  return later === 0 ? compareText(b.id, a.id) : later;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
