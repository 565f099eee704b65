// The routes as a document that leaves here and comes in elsewhere: without what only stands here, and read with its faults.
import { alertRoutesRequest, DEFAULT_NAME, type AlertRoutes, type AlertRoutesRequest } from './routes.ts';

/** `place` as the REST API names it: items.2.query. */
export type RouteFault = { place: string; message: string };
export type ReadRoutes = { ok: true; routes: AlertRoutesRequest } | { ok: false; faults: RouteFault[] };

const MAX_FAULTS = 20;
/** What an answer of the REST API shows besides. */
const onlyShown = ['version', 'slackChannel', 'problem', 'waiting', 'madeSecrets'];

/** What can be set: of what stands here, without how it stands. */
export function documentOf({ match, items, default: fallback, watches }: AlertRoutes): AlertRoutesRequest {
  return { match, items: items.map(without), default: without(fallback), watches };

  function without<Route extends object>(route: Route) {
    const { problem: _problem, waiting: _waiting, ...kept } = { problem: null, waiting: 0, ...route };
    return kept as unknown as Omit<Route, 'problem' | 'waiting'>;
  }
}

/** Takes an export, and an answer of the REST API as it stands. */
export function readRouteDocument(text: string): ReadRoutes {
  let given: unknown;
  try {
    given = JSON.parse(text, (key, value: unknown) => (onlyShown.includes(key) ? undefined : value));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read';
    return { ok: false, faults: [{ place: '', message: `is no JSON: ${why}` }] };
  }
  const read = alertRoutesRequest.safeParse(given);
  if (read.success) return { ok: true, routes: read.data };
  const faults = read.error.issues.slice(0, MAX_FAULTS).map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    const message = issue.code === 'unrecognized_keys' ? 'is not known here' : issue.message;
    return { place: path.map(String).join('.'), message };
  });
  return { ok: false, faults };
}

const words: Record<string, string> = {
  name: 'name',
  query: 'letters',
  outlet: 'told by',
  target: 'target',
  kind: 'what is watched',
  queues: 'source queues',
  minutes: 'how long',
  remindMinutes: 'said again',
  secret: 'secret',
  mention: 'mention',
  reasons: 'reasons',
  quiet: 'quiet hours',
  showsBody: 'shows bodies',
  match: 'Which routes take a letter',
};

/** "items.2.quiet.from" as "Route 3, quiet hours, from". */
export function placeInWords(place: string): string {
  if (place === '') return 'The text';
  const [first = '', ...rest] = place.split('.');
  const item = { items: 'Route', watches: 'Watch' }[first];
  const [head, fields] =
    item !== undefined && rest.length > 0
      ? [`${item} ${Number(rest[0]) + 1}`, rest.slice(1)]
      : [first === 'default' ? DEFAULT_NAME : (words[first] ?? first), rest];
  return [head, ...fields.map((field) => words[field] ?? field)].join(', ');
}
