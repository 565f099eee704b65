// The routes as they are being edited: as the REST API takes them, but each with a key of its own, and no field absent.
import type { AlertRoute, AlertRoutes, AlertRoutesRequest } from '#lib/domain/alerts/routes.ts';

export type RouteForm = Omit<AlertRoute, 'id'> & { key: string; id: string | null };
export type RoutesForm = {
  match: AlertRoutes['match'];
  items: RouteForm[];
  /** Its channel is empty for SLACK_CHANNEL. */
  fallback: RouteForm;
};

export const FALLBACK_NAME = 'Everything else';
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

/** `isForeign`: it came in from elsewhere, and takes the place of what is shown. */
export function formOf(
  { match, items, default: fallback }: AlertRoutesRequest,
  isForeign = false,
): RoutesForm {
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
      name: FALLBACK_NAME,
      id: null,
      key: FALLBACK_KEY,
    },
  };
}

/** What the fields hold, right or wrong: the REST API says so. */
export function requestOf({ match, items, fallback }: RoutesForm): AlertRoutesRequest {
  const { key: _key, id: _id, name: _name, query: _query, ...rest } = fallback;
  return {
    match,
    items: items.map(({ key: _own, id, ...route }) => (id === null ? route : { ...route, id })),
    default: { ...rest, target: channelOf(fallback) },
  };
}

/** Null for SLACK_CHANNEL, or none yet. */
export function channelOf({ target }: RouteForm): string | null {
  return target.trim() || null;
}

/** As the REST API names it: items.2, default. */
export function placeOf(form: RoutesForm, key: string): string {
  return key === FALLBACK_KEY ? 'default' : `items.${form.items.findIndex((route) => route.key === key)}`;
}

/** The key of the route that the field of a problem belongs to; null for none. */
export function keyAt(form: RoutesForm, field: string | null): string | null {
  if (field?.startsWith('default')) return FALLBACK_KEY;
  const at = /^items\.(\d+)/.exec(field ?? '')?.[1];
  return at === undefined ? null : (form.items[Number(at)]?.key ?? null);
}
