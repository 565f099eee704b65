// What somebody may, in words.
import type { Standing } from './actor.ts';
import { isEveryQueue } from './permissions.ts';

export function sayStanding({ role, seeQueues, actQueues }: Standing): string {
  const sees = `sees ${sayQueues(seeQueues)}`;
  if (role === 'viewer') return `Viewer: ${sees}`;
  const isAll = isEveryQueue(actQueues) || String(actQueues) === String(seeQueues);
  const acts = isAll ? 'acts on all of those' : `acts on ${sayQueues(actQueues)}`;
  return `${role === 'operator' ? 'Operator' : 'Administrator'}: ${sees}, ${acts}`;
}

function sayQueues(patterns: readonly string[]): string {
  return isEveryQueue(patterns) ? 'every queue' : patterns.join(', ');
}

/** The patterns that somebody typed: by comma or space. */
export function readPatterns(text: string): string[] {
  return text.split(/[\s,]+/).filter((one) => one !== '');
}

const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const;
const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const;

/** What a browser says of itself, in short; a guess for people, never for a decision. */
export function sayBrowser(userAgent: string | null): string {
  const browser = browsers.find((one) => userAgent?.includes(`${one}/`));
  const system = systems.find((one) => userAgent?.includes(one));
  if (browser === undefined) return 'a browser that does not say which';
  return `${names[browser] ?? browser}${system === undefined ? '' : ` on ${system}`}`;
}
