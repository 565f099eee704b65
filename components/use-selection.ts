// Which loaded letters are selected, one by one or as a range.
import { useCallback, useEffect, useRef, useState } from 'react';

export type Selection = {
  ids: ReadonlySet<string>;
  /** With `isRange`, everything from the one before to this one becomes what this one becomes. */
  toggle: (id: string, isRange: boolean) => void;
  set: (ids: Iterable<string>) => void;
  /** Everything that matches, loaded or not; over as soon as anything is chosen one by one. */
  isAll: boolean;
  setAll: () => void;
};

export function useSelection(first: ReadonlySet<string>, loadedIds: readonly string[]): Selection {
  const [ids, setIds] = useState(first);
  const [isAll, setIsAll] = useState(false);
  const anchor = useRef<string | null>(null);
  const loaded = useRef(loadedIds);
  useEffect(() => {
    loaded.current = loadedIds;
  });

  const toggle = useCallback((id: string, isRange: boolean) => {
    const from = anchor.current;
    setIsAll(false);
    anchor.current = id;
    setIds((before) => {
      const isOn = !before.has(id);
      const after = new Set(before);
      for (const one of isRange ? between(loaded.current, from, id) : [id]) {
        if (isOn) after.add(one);
        else after.delete(one);
      }
      return after;
    });
  }, []);

  const set = useCallback((some: Iterable<string>) => {
    setIsAll(false);
    setIds(new Set(some));
  }, []);
  const setAll = useCallback(() => {
    setIsAll(true);
    setIds(new Set(loaded.current));
  }, []);
  return { ids, toggle, set, isAll, setAll };
}

function between(ids: readonly string[], from: string | null, to: string): readonly string[] {
  const a = ids.indexOf(from ?? to);
  const b = ids.indexOf(to);
  if (a === -1 || b === -1) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
