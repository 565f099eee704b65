// Lists as they were left, so that coming back from a letter finds the same rows at the same place. Lives as long as the tab's page.
import type { LetterList } from '#lib/domain/letter-list.ts';

export type LeftList = {
  list: LetterList;
  selectedIds: ReadonlySet<string>;
  currentId: string | null;
  scrollY: number;
};

const MAX_LISTS = 5;
const lists = new Map<string, LeftList>();

/** Only ever called in a browser: on the server a module belongs to everybody. */
export function rememberList(query: string, left: LeftList): void {
  lists.delete(query);
  lists.set(query, left);
  for (const oldest of lists.keys()) {
    if (lists.size <= MAX_LISTS) return;
    lists.delete(oldest);
  }
}

export function recallList(query: string): LeftList | undefined {
  return lists.get(query);
}

/** Who asks for the inbox anew wants what is there now. */
export function forgetLists(): void {
  lists.clear();
}
