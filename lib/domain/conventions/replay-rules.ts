// What a replay leaves out or sets anew for the framework that a letter was recognised by (delivery contract, "Replay").
import type { HeaderReset, ReplayRule } from './convention.ts';
import { conventions } from './registry.ts';

const rules: ReadonlyMap<string, ReplayRule> = new Map(
  conventions.flatMap(({ name, replay }) => (replay === undefined ? [] : [[name, replay] as const])),
);

export type HeaderChange = { kind: 'left out' } | { kind: 'set anew'; reset: HeaderReset };

/** What happens to a header, by its name; null where it is sent as it is. `convention`: as decode() names it; null for none. */
export function findHeaderChanges(convention: string | null): ((name: string) => HeaderChange | null) | null {
  const rule = convention === null ? undefined : rules.get(convention);
  if (rule === undefined) return null;
  const { leavesOut, resets = {} } = rule;
  return (name) => {
    if (leavesOut?.(name) === true) return { kind: 'left out' };
    const reset = Object.hasOwn(resets, name) ? resets[name] : undefined;
    return reset === undefined ? null : { kind: 'set anew', reset };
  };
}
