// What a replay leaves out or sets anew for the frameworks whose marks a letter bears: by its headers alone.
import type { HeaderReset, ReplayRule } from './convention.ts';
import { conventions } from './registry.ts';

const rules: readonly ReplayRule[] = conventions.flatMap(({ replay }) => replay ?? []);

export type HeaderChange = { kind: 'left out' } | { kind: 'set anew'; reset: HeaderReset };

/** `names`: of all headers of one letter. Gives what happens to one of them; null where it is sent as it is. */
export function findHeaderChanges(names: readonly string[]): (name: string) => HeaderChange | null {
  const active = rules.filter(({ isMark }) => names.some(isMark));
  if (active.length === 0) return () => null;
  return (name) => {
    for (const { leavesOut, resets } of active) {
      if (leavesOut?.(name) === true) return { kind: 'left out' };
      const reset = resets !== undefined && Object.hasOwn(resets, name) ? resets[name] : undefined;
      if (reset !== undefined) return { kind: 'set anew', reset };
    }
    return null;
  };
}
