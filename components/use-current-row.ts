// The row that the keys mean: the one last focused. Moving it moves the focus, so Enter opens it and a screen reader says it.
import { useCallback, useEffect, useRef, useState } from 'react';

export type CurrentRow = {
  id: string | null;
  set: (id: string) => void;
  move: (by: 1 | -1) => void;
  open: (event: KeyboardEvent) => void;
};

export function useCurrentRow(ids: readonly string[], first: string | null): CurrentRow {
  const [id, set] = useState(first);
  const returnTo = useRef(first);

  // Back from a letter: the focus stands on its row again. The page itself is scrolled by useListMemory.
  useEffect(() => {
    if (returnTo.current !== null) linkOf(returnTo.current)?.focus({ preventScroll: true });
  }, []);

  return {
    id: id !== null && ids.includes(id) ? id : null,
    set: useCallback((one: string) => set(one), []),
    move(by) {
      const at = id === null ? -1 : ids.indexOf(id);
      const next = ids[at === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
      if (next !== undefined) linkOf(next)?.focus();
    },
    open(event) {
      const isElsewhere =
        event.target instanceof Element && event.target.closest('a, button, summary') !== null;
      if (!isElsewhere && id !== null) linkOf(id)?.click();
    },
  };
}

function linkOf(id: string): HTMLElement | null {
  return document.querySelector(`[data-row-link="${CSS.escape(id)}"]`);
}
