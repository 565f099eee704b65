// Which post tells of which letter.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COMPANIONS,
  OWN_POSTS,
  placeAlerts,
  type Lead,
  type Placing,
} from '#lib/domain/alerts/place-alerts.ts';

const nothing = { leads: [], channels: [] };
const makeIds = () => {
  let next = 0;
  return () => `post ${String(next++).padStart(4, '0')}`;
};

let letters = 0;
function placing(groupId: string, given: Partial<Placing> = {}): Placing {
  const letterId = `letter ${String(letters++).padStart(6, '0')}`;
  return { letterId, groupId, channel: '#a', routeId: 'r', cameBack: false, notBefore: null, ...given };
}

test('a group begins with a post of its own; ten more stand in its thread; the rest is counted', () => {
  const { posts, growths, alerts } = placeAlerts(
    Array.from({ length: 14 }, () => placing('g')),
    nothing,
    makeIds(),
  );
  expect(posts.map(({ kind, parentId }) => [kind, parentId])).toEqual([
    ['group', null],
    ['reply', 'post 0000'],
  ]);
  expect(alerts.filter(({ postId }) => postId === 'post 0001')).toHaveLength(COMPANIONS);
  expect(growths).toMatchObject([{ postId: 'post 0000', isNew: true, letters: 14, companions: COMPANIONS }]);
});

test('a lead that stands takes more, in a reply that waits or a new one', () => {
  const lead: Lead = {
    postId: 'lead',
    groupId: 'g',
    channel: '#a',
    kind: 'group',
    companions: 8,
    waitingReplyId: 'reply',
  };
  const before = { leads: [lead], channels: [] };
  const placed = placeAlerts(
    [placing('g'), placing('g'), placing('g', { cameBack: true })],
    before,
    makeIds(),
  );
  expect(placed.posts).toEqual([]);
  expect(placed.alerts.map(({ postId }) => postId)).toEqual(['reply', 'reply', 'lead']);
  expect(placed.growths).toMatchObject([{ isNew: false, letters: 3, companions: 2, cameBack: 1 }]);
});

test('more than five groups that begin at once share a post; those before them are counted in', () => {
  const channels = [{ channel: '#a', begun: 3, sharedId: null, held: [] }];
  const placed = placeAlerts(
    ['a', 'b', 'c', 'd'].map((group) => placing(group)),
    { leads: [], channels },
    makeIds(),
  );
  expect(placed.posts.map(({ kind }) => kind)).toEqual(['group', 'group', 'shared']);
  expect(placed.growths.map(({ postId }) => postId)).toEqual([
    'post 0000',
    'post 0001',
    'post 0002',
    'post 0002',
  ]);
});

test('in quiet hours all groups share the post that waits for their end; one that stands is only counted', () => {
  const notBefore = new Date('2026-11-22T06:00:00Z');
  const lead: Lead = {
    postId: 'lead',
    groupId: 'known',
    channel: '#a',
    kind: 'group',
    companions: 0,
    waitingReplyId: null,
  };
  const placed = placeAlerts(
    [placing('a', { notBefore }), placing('b', { notBefore }), placing('known', { notBefore })],
    { leads: [lead], channels: [] },
    makeIds(),
  );
  expect(placed.posts).toMatchObject([{ kind: 'shared', notBefore }]);
  expect(placed.alerts.map(({ postId }) => postId)).toEqual(['post 0000', 'post 0000', 'lead']);
});

test('whatever comes: every letter has one post a channel, counts add up, and no flood makes many posts', () => {
  const anyPlacing = fc.record({
    group: fc.integer({ min: 0, max: 30 }),
    channel: fc.constantFrom('#a', '#b'),
    isQuiet: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyPlacing, { maxLength: 300 }), (given) => {
      const placings = given.map(({ group, channel, isQuiet }) =>
        placing(`g${group}`, { channel, notBefore: isQuiet ? new Date(9e12) : null }),
      );
      const { posts, growths, alerts } = placeAlerts(placings, nothing, makeIds());
      expect(alerts.map(({ letterId }) => letterId)).toEqual(placings.map(({ letterId }) => letterId));
      const channelOf = new Map(posts.map(({ id, channel }) => [id, channel]));
      for (const { postId, channel } of alerts) expect(channelOf.get(postId)).toBe(channel);
      expect(growths.reduce((sum, { letters: many }) => sum + many, 0)).toBe(placings.length);
      for (const channel of ['#a', '#b']) {
        const kinds = posts.filter((post) => post.channel === channel).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'group').length).toBeLessThanOrEqual(OWN_POSTS);
        expect(kinds.filter((kind) => kind === 'shared').length).toBeLessThanOrEqual(2);
        expect(kinds.length).toBeLessThanOrEqual(2 * OWN_POSTS + 2);
      }
    }),
  );
});
