// The routes as they are being edited: as the REST API takes them, but each with a key of its own, and no field absent.
import {
  DEFAULT_NAME,
  type AlertRoute,
  type AlertRoutes,
  type AlertRoutesRequest,
} from '#lib/domain/alerts/routes.ts';
import { watchFormOf, watchOf, type WatchForm } from './watch-form.ts';

export type RouteForm = Omit<AlertRoute, 'id'> & { key: string; id: string | null };
export type RoutesForm = {
  match: AlertRoutes['match'];
  items: RouteForm[];
  /** Its channel is empty for SLACK_CHANNEL. */
  fallback: RouteForm;
  watches: WatchForm[];
};

export const FALLBACK_KEY = 'default';

const plain = {
  query: '',
  outlet: 'slack',
  mention: 'nobody',
  reasons: [],
  quiet: null,
  showsBody: false,
} as const;

let made = 0;
export const newRoute = (): RouteForm => ({
  ...plain,
  key: `new-${++made}`,
  id: null,
  name: '',
  target: '',
  reasons: [],
});

/** `before`: what is shown, where this came in from elsewhere and takes its place. Watches that it leaves out stay. */
export function formOf(
  { match, items, default: fallback, watches }: AlertRoutesRequest,
  before: RoutesForm | null = null,
): RoutesForm {
  const isForeign = before !== null;
  return {
    match,
    items: items.map(({ id, ...route }) => ({
      ...route,
      id: id ?? null,
      key: isForeign || id === undefined ? `new-${++made}` : id,
    })),
    fallback: {
      ...fallback,
      target: fallback.target ?? '',
      query: '',
      name: DEFAULT_NAME,
      id: null,
      key: FALLBACK_KEY,
    },
    watches: watches?.map((watch, at) => watchFormOf(watch, isForeign ? null : at)) ?? before?.watches ?? [],
  };
}

/** What the fields hold, right or wrong: the REST API says so. */
export function requestOf({ match, items, fallback, watches }: RoutesForm): AlertRoutesRequest {
  const { key: _key, id: _id, name: _name, query: _query, ...rest } = fallback;
  return {
    match,
    items: items.map(({ key: _own, id, ...route }) => {
      const sent = { ...route, mention: mentionOf(route) };
      return id === null ? sent : { ...sent, id };
    }),
    default: { ...rest, mention: mentionOf(rest), target: channelOf(fallback) },
    watches: watches.map(watchOf),
  };
}

/** Only Slack knows whom to ping. */
export function mentionOf({ outlet, mention }: Pick<RouteForm, 'outlet' | 'mention'>): string {
  return outlet === 'slack' ? mention : 'nobody';
}

/** Null for SLACK_CHANNEL, or none yet. */
export function channelOf({ target }: RouteForm): string | null {
  return target.trim() || null;
}

/** As the REST API names it: items.2, default. */
export function placeOf(form: RoutesForm, key: string): string {
  return key === FALLBACK_KEY ? 'default' : `items.${form.items.findIndex((route) => route.key === key)}`;
}

/** The key of the route or watch that the field of a problem belongs to; null for none. */
export function keyAt(form: RoutesForm, field: string | null): string | null {
  if (field?.startsWith('default')) return FALLBACK_KEY;
  const [, list, at] = /^(items|watches)\.(\d+)/.exec(field ?? '') ?? [];
  if (at === undefined) return null;
  return (list === 'items' ? form.items : form.watches)[Number(at)]?.key ?? null;
}
