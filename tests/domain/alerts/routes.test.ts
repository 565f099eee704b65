// Which routes take a letter, when it is quiet, and what a document of routes may hold.
import { describe, expect, it, test } from 'vitest';
import { chooseRoutes, neededFor, type Route, type Rules } from '#lib/domain/alerts/choose-routes.ts';
import { quietUntil } from '#lib/domain/alerts/quiet-hours.ts';
import { alertRoutesRequest, type QuietHours } from '#lib/domain/alerts/routes.ts';
import { firstWatches, readWatchList } from '#lib/domain/alerts/watches.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import type { LetterFacts } from '#lib/domain/query/reads.ts';

const letter: LetterFacts = {
  id: '01939b2e-7c1a-7000-8000-000000000001',
  deadLetterQueue: 'letterthief',
  sourceQueue: 'orders.billing',
  exchange: 'orders',
  routingKey: 'order.placed',
  reason: 'rejected',
  status: 'open',
  outcome: null,
  errorType: 'CardDeclined',
  errorMessage: 'card declined',
  messageType: null,
  convention: null,
  groupId: 'g',
  owner: 'billing',
  replays: 0,
  deaths: 1,
  size: 2,
  marks: [],
  body: null,
  words: '',
};

function route(q: string, given: Partial<Route> = {}): Route {
  const read = readQuery(q);
  if (!read.ok) throw new Error(q);
  return { id: q, query: read.query, channel: `#${q}`, reasons: [], quiet: null, ...given };
}

const orders = route('source:orders.*');
const owned = route('owner:billing');
const fallback = route('', { channel: '#all' });
const told = (rules: Rules, one = letter) => chooseRoutes(rules, one, 0).told.map(({ id }) => id);

describe('a letter', () => {
  it('goes by the first route that fits, or by all of them, once a channel', () => {
    const routes = [route('source:mail.*'), orders, owned];
    expect(told({ match: 'first', routes, fallback })).toEqual([orders.id]);
    expect(told({ match: 'all', routes, fallback })).toEqual([orders.id, owned.id]);
    const same = [orders, { ...owned, channel: orders.channel }];
    expect(told({ match: 'all', routes: same, fallback })).toEqual([orders.id]);
  });

  it('goes by the default where no other fits, and else nowhere, which is said', () => {
    const routes = [route('source:mail.*')];
    expect(told({ match: 'first', routes, fallback })).toEqual(['']);
    expect(chooseRoutes({ match: 'first', routes, fallback: null }, letter, 0)).toEqual({
      told: [],
      untold: 'no_route',
      routeId: null,
    });
  });

  it('of a reason that does not count is taken and told nowhere, not even by the default', () => {
    const routes = [{ ...orders, reasons: ['rejected'] }];
    const expired = { ...letter, reason: 'expired' };
    expect(chooseRoutes({ match: 'first', routes, fallback }, expired, 0)).toEqual({
      told: [],
      untold: 'reason',
      routeId: orders.id,
    });
    expect(told({ match: 'first', routes, fallback })).toEqual([orders.id]);
    expect(told({ match: 'first', routes, fallback }, { ...letter, reason: null })).toEqual([orders.id]);
  });

  it('is opened only for routes that look inside', () => {
    const needed = (...queries: string[]) =>
      neededFor({ match: 'first', routes: queries.map((q) => route(q)), fallback });
    expect(needed('source:a.*', 'error:x')).toEqual({ marks: false, words: false, body: false });
    expect(needed('a -header.x-tenant:acme')).toEqual({ marks: true, words: true, body: false });
    expect(needed('body.id:1 OR app:shop')).toEqual({ marks: true, words: false, body: true });
  });
});

describe('quiet hours', () => {
  const night: QuietHours = { from: '19:00', until: '08:00', zone: 'Europe/Berlin', wholeDays: ['sun'] };
  const until = (at: string, quiet = night) => {
    const end = quietUntil(quiet, Date.parse(at));
    return end === null ? null : new Date(end).toISOString();
  };

  it.each([
    ['by day it is not quiet', '2026-11-20T12:00:00Z', null],
    ['at the minute it begins', '2026-11-20T18:00:00Z', '2026-11-21T07:00:00.000Z'],
    ['after midnight', '2026-11-20T01:30:17Z', '2026-11-20T07:00:00.000Z'],
    ['at the minute it ends', '2026-11-20T07:00:00Z', null],
    ['over a whole day', '2026-11-21T20:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['where the clock is set forward', '2026-03-28T22:00:00Z', '2026-03-30T06:00:00.000Z'],
    ['where the clock is set back', '2026-10-24T22:30:00Z', '2026-10-26T07:00:00.000Z'],
  ])('%s', (_, at, end) => expect(until(at)).toBe(end));

  it('may lie within a day, and skip an hour that is not there', () => {
    const noon = { from: '12:00', until: '13:00', zone: 'America/New_York', wholeDays: [] };
    expect(until('2026-07-01T16:30:00Z', noon)).toBe('2026-07-01T17:00:00.000Z');
    const dawn: QuietHours = { from: '01:30', until: '02:30', zone: 'Europe/Berlin', wholeDays: [] };
    expect(until('2026-03-29T00:45:00Z', dawn)).toBe('2026-03-29T01:00:00.000Z');
  });
});

test('a document of routes says what is wrong with it, and where', () => {
  const faults = (document: unknown) => {
    const read = alertRoutesRequest.safeParse(document);
    return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  const one = { name: 'Orders', query: 'source:orders.*', target: '#orders' };
  expect(faults({ items: [one] })).toEqual([]);
  expect(faults({ items: [one, one] })).toEqual(['items.1.name: names a route twice']);
  expect(faults({ items: [{ ...one, name: 'Everything else' }] })).toEqual([
    'items.0.name: is the name of the default',
  ]);
  expect(faults({ items: [{ ...one, query: 'qeue:a' }] })[0]).toMatch(
    /^items\.0\.query: at character 1, “qeue”: expected a key/,
  );
  expect(faults({ items: [{ ...one, target: 'no channel <!here>' }] })[0]).toMatch(
    /^items\.0\.target: must be a channel/,
  );
  expect(faults({ items: [{ ...one, mention: '@here' }] })[0]).toMatch(/^items\.0\.mention: must be nobody/);
  const quiet = { from: '19:00', until: '19:00', zone: 'Mars/Base' };
  expect(faults({ items: [{ ...one, quiet }] })).toEqual([
    'items.0.quiet.zone: must be a time zone like Europe/Berlin',
    'items.0.quiet.until: must differ from `from`',
  ]);
});

test('a watch of another version is left out, the others go on', () => {
  const [first] = firstWatches;
  expect(readWatchList([first, { kind: 'moon_full' }])).toEqual([first]);
  expect(readWatchList(null)).toEqual(firstWatches);
});
