// Which routes take a letter. The first that fits or all of them; the default takes what no other one took.
import { holds, type Condition, type Query } from '#lib/domain/query/tree.ts';
import { fits, type LetterFacts } from '#lib/domain/query/reads.ts';
import type { QuietHours } from './routes.ts';

export type Route = {
  id: string;
  query: Query;
  /** Where its posts go. */
  channel: string;
  reasons: readonly string[];
  quiet: QuietHours | null;
};

/** `routes` in their order; the default, where there is one, is null or has somewhere to post. */
export type Rules = { match: 'first' | 'all'; routes: readonly Route[]; fallback: Route | null };

/** Where a letter is told; with none, why not: no route takes it, or its reason does not count for those that do. */
export type Choice =
  { told: readonly Route[] } | { told: readonly []; untold: 'no_route' | 'reason'; routeId: string | null };

/** At most one route a channel: nobody wants the same letter there twice. */
export function chooseRoutes({ match, routes, fallback }: Rules, letter: LetterFacts, now: number): Choice {
  const fitting = routes.filter(({ query }) => fits(query, letter, now));
  const taking = match === 'first' ? fitting.slice(0, 1) : fitting;
  if (taking.length === 0 && fallback !== null) taking.push(fallback);
  const [first] = taking;
  if (first === undefined) return { told: [], untold: 'no_route', routeId: null };
  const told = taking.filter(({ reasons }) => counts(reasons, letter.reason));
  if (told.length === 0) return { told: [], untold: 'reason', routeId: first.id };
  return { told: told.filter((one, at) => told.findIndex(({ channel }) => channel === one.channel) === at) };
}

/** What must be known of letters to choose: looking into bodies and headers costs. */
export function neededFor({ routes }: Rules): { marks: boolean; words: boolean; body: boolean } {
  const some = (is: (one: Condition) => boolean) => routes.some(({ query }) => holds(query, is));
  return {
    marks: some(
      (one) => one.kind === 'header' || (one.kind === 'name' && ['app', 'type', 'id'].includes(one.key)),
    ),
    words: some(({ kind }) => kind === 'text'),
    body: some(({ kind }) => kind === 'body'),
  };
}

/** An unknown reason always counts: nobody could have named it. */
function counts(reasons: readonly string[], reason: string | null): boolean {
  return reasons.length === 0 || reason === null || reasons.includes(reason);
}
