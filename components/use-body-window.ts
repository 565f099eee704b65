// The lines of a body that are on the page: the first came with it, others are asked for.
import { useState } from 'react';
import type { BodyWindow } from '#lib/domain/body-schemas.ts';
import type { ViewName } from '#lib/domain/body/views.ts';
import { getBodyLines } from './api.ts';

export type BodyLinesState = {
  window: BodyWindow;
  isLoading: boolean;
  fault: string | null;
  /** What was looked for in the lines that are shown. */
  sought: string;
  /** Of `window.found.lines`, the one that is looked at. */
  foundAt: number;
  turnTo(as: ViewName): Promise<void>;
  /** `skipDeeper`: the last line is folded, and what lies in it is passed over. */
  more(skipDeeper?: number): Promise<void>;
  beginning(): Promise<void>;
  find(text: string): Promise<void>;
  goTo(foundAt: number): Promise<void>;
};

const MORE = 1000;
/** Lines above the one that is gone to. */
const ABOVE = 3;

export function useBodyWindow(letterId: string, first: BodyWindow): BodyLinesState {
  const [window, setWindow] = useState(first);
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [{ sought, foundAt }, setSearch] = useState({ sought: '', foundAt: 0 });

  async function ask(query: Record<string, string | number>): Promise<BodyWindow | null> {
    setLoading(true);
    const answer = await getBodyLines(letterId, { as: window.as, ...query });
    setLoading(false);
    setFault(
      answer.ok ? null : `${answer.problem.detail || answer.problem.title} Nothing is lost: try once more.`,
    );
    return answer.ok ? answer.value : null;
  }

  async function show(query: Record<string, string | number>): Promise<boolean> {
    const asked = await ask(query);
    if (asked !== null) setWindow({ ...asked, found: asked.found ?? window.found });
    return asked !== null;
  }

  return {
    window,
    isLoading,
    fault,
    sought,
    foundAt,
    async turnTo(as) {
      const asked = await ask({ as });
      if (asked === null) return;
      setWindow(asked);
      setSearch({ sought: '', foundAt: 0 });
    },
    async more(skipDeeper) {
      const from = window.next ?? 0;
      const asked = await ask({ from, lines: MORE, ...(skipDeeper === undefined ? {} : { skipDeeper }) });
      if (asked === null) return;
      const before = window.lines.filter(({ at }) => at < from);
      setWindow({ ...asked, lines: [...before, ...asked.lines], found: window.found });
    },
    beginning: async () => void (await show({})),
    async find(text) {
      if (text === '') {
        setSearch({ sought: '', foundAt: 0 });
        setWindow({ ...window, found: null });
        return;
      }
      const asked = await ask({ find: text });
      if (asked === null) return;
      setSearch({ sought: text, foundAt: 0 });
      const isFound = (asked.found?.lines.length ?? 0) > 0;
      setWindow(isFound ? asked : { ...window, found: asked.found });
    },
    async goTo(at) {
      const line = window.found?.lines[at];
      if (line === undefined) return;
      const isShown = window.lines.some((one) => one.at === line);
      if (isShown || (await show({ from: Math.max(0, line - ABOVE) }))) setSearch({ sought, foundAt: at });
    },
  };
}
