// Routes as JSON: what leaves can come in, and what is wrong is told by its place.
import { expect, test } from 'vitest';
import { documentOf, placeInWords, readRouteDocument } from '#lib/domain/alerts/route-document.ts';
import { firstWatches } from '#lib/domain/alerts/watches.ts';
import { alertRoutesRequest } from '#lib/domain/alerts/routes.ts';

const routes = alertRoutesRequest.parse({
  match: 'all',
  items: [{ name: 'a', query: 'source:a', target: '#a', mention: 'owner', reasons: ['expired'] }],
});
const answer = {
  match: routes.match,
  items: routes.items.map((item) => ({
    ...item,
    id: '00000000-0000-7000-8000-000000000001',
    problem: { problem: 'gone', since: '2026-11-21T10:00:00.000Z' },
    waiting: 3,
  })),
  default: { ...routes.default, problem: null, waiting: 0 },
  watches: firstWatches,
  slackChannel: '#dead',
  version: '7',
};

test('how the routes stand stays here', () => {
  const left = documentOf(answer);
  expect(Object.keys(left)).toEqual(['match', 'items', 'default', 'watches']);
  expect(left.items[0]).not.toHaveProperty('waiting');
  expect(left.items[0]).not.toHaveProperty('problem');
  expect(left.default).toEqual(routes.default);
});

test('what left comes in as it was, and so does an answer of the REST API', () => {
  const left = documentOf(answer);
  expect(readRouteDocument(JSON.stringify(left))).toEqual({ ok: true, routes: left });
  expect(readRouteDocument(JSON.stringify(answer))).toEqual({ ok: true, routes: left });
});

test('faults are told by place', () => {
  const read = readRouteDocument(
    '{"items": [{"name": "x", "query": "a )", "target": "#x", "colour": 1}, {"name": "x", "query": "", "target": ""}]}',
  );
  const places = read.ok ? [] : read.faults.map(({ place }) => placeInWords(place));
  expect(places).toContain('Route 1, letters');
  expect(places).toContain('Route 1, colour');
  expect(places).toContain('Route 2, target');
  expect(readRouteDocument('{')).toMatchObject({ ok: false, faults: [{ place: '' }] });
  expect(readRouteDocument('null')).toMatchObject({ ok: false });
});

test('places in words', () => {
  expect(placeInWords('items.2.quiet.from')).toBe('Route 3, quiet hours, from');
  expect(placeInWords('watches.0.minutes')).toBe('Watch 1, how long');
  expect(placeInWords('default.target')).toBe('Everything else, target');
  expect(placeInWords('')).toBe('The text');
});
