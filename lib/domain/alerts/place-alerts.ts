// Which post tells of which letter. The first of a failure group gets a post of its own, the next ten stand in its thread, and all
// after them are in the count that the post carries. Where many groups begin at once they share a post.

import { outletOf } from './channel.ts';

/** Told one by one in the thread. */
export const COMPANIONS = 10;
/** More groups than these that begin within the window share a post. */
export const OWN_POSTS = 5;
export const WINDOW_S = 10;

export type Placing = {
  letterId: string;
  groupId: string;
  channel: string;
  routeId: string;
  /** It died again after a replay. */
  cameBack: boolean;
  /** Nothing is posted before: quiet hours, or a group that was snoozed. */
  notBefore: Date | null;
};

/** The post that takes the next letter of a group in a channel. */
export type Lead = {
  postId: string;
  groupId: string;
  channel: string;
  kind: 'group' | 'shared';
  companions: number;
  /** A reply in its thread that nobody began to send: it takes more. */
  waitingReplyId: string | null;
};

export type ChannelNow = {
  channel: string;
  /** Posts of single groups that were made within the window. */
  begun: number;
  /** A post of several groups that takes more. */
  sharedId: string | null;
  /** Posts of several groups that wait for the end of quiet hours, in milliseconds since 1970. */
  held: readonly { id: string; until: number }[];
};

export type NewPost = {
  id: string;
  kind: 'group' | 'shared' | 'reply';
  channel: string;
  routeId: string;
  parentId: string | null;
  notBefore: Date | null;
};

/** What a post tells more of a group than before. */
export type Growth = {
  postId: string;
  groupId: string;
  channel: string;
  isNew: boolean;
  letters: number;
  companions: number;
  cameBack: number;
  firstLetterId: string;
  lastLetterId: string;
};

export type Placed = {
  posts: NewPost[];
  growths: Growth[];
  alerts: { letterId: string; channel: string; routeId: string; postId: string }[];
};

/** `placings` in the order of arrival. Leads and channels are those that stand before; `makeId` gives ids that grow. */
export function placeAlerts(
  placings: readonly Placing[],
  before: { leads: readonly Lead[]; channels: readonly ChannelNow[] },
  makeId: () => string,
): Placed {
  const leads = new Map(before.leads.map((lead) => [keyOf(lead), { ...lead }]));
  const channels = new Map(before.channels.map((one) => [one.channel, { ...one }]));
  const growths = new Map<string, Growth>();
  const placed: Placed = { posts: [], growths: [], alerts: [] };

  function post(kind: NewPost['kind'], placing: Placing, parentId: string | null): string {
    const { channel, routeId, notBefore } = placing;
    const id = makeId();
    placed.posts.push({ id, kind, channel, routeId, parentId, notBefore });
    return id;
  }

  function begin(placing: Placing): Lead {
    const { channel, groupId, notBefore } = placing;
    const now = channels.get(channel) ?? { channel, begun: 0, sharedId: null, held: [] };
    channels.set(channel, now);
    const common = { groupId, channel, companions: 0, waitingReplyId: null };
    if (notBefore !== null) {
      const until = notBefore.getTime();
      const held = now.held.find((one) => one.until === until) ?? {
        id: post('shared', placing, null),
        until,
      };
      now.held = [...now.held, held];
      return { ...common, postId: held.id, kind: 'shared' };
    }
    if (now.begun < OWN_POSTS) {
      now.begun++;
      return { ...common, postId: post('group', placing, null), kind: 'group' };
    }
    now.sharedId ??= post('shared', placing, null);
    return { ...common, postId: now.sharedId, kind: 'shared' };
  }

  for (const placing of placings) {
    const { letterId, groupId, channel, routeId, cameBack, notBefore } = placing;
    const known = leads.get(keyOf(placing));
    const lead = known ?? begin(placing);
    leads.set(keyOf(placing), lead);
    const isCompanion =
      known !== undefined &&
      lead.kind === 'group' &&
      lead.companions < COMPANIONS &&
      notBefore === null &&
      outletOf(channel) === 'slack';
    let postId = lead.postId;
    if (isCompanion) {
      lead.waitingReplyId ??= post('reply', placing, lead.postId);
      lead.companions++;
      postId = lead.waitingReplyId;
    }
    placed.alerts.push({ letterId, channel, routeId, postId });
    const key = `${lead.postId} ${groupId}`;
    const growth = growths.get(key) ?? {
      postId: lead.postId,
      groupId,
      channel,
      isNew: known === undefined,
      letters: 0,
      companions: 0,
      cameBack: 0,
      firstLetterId: letterId,
      lastLetterId: letterId,
    };
    growths.set(key, growth);
    growth.letters++;
    growth.companions += Number(isCompanion);
    growth.cameBack += Number(cameBack);
    growth.lastLetterId = letterId;
  }
  placed.growths = [...growths.values()];
  return placed;
}

function keyOf({ channel, groupId }: Pick<Placing, 'channel' | 'groupId'>): string {
  return JSON.stringify([channel, groupId]);
}
