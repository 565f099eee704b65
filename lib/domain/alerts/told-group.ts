// A failure group as a post tells of it: how it stands, and where it leads.

/** What came of its letters, all of them. */
export type Done = { how: 'replayed' | 'discarded' | 'resolved'; by: string; at: Date };

export type ToldGroup = {
  id: string;
  title: string;
  sourceQueue: string | null;
  reason: string | null;
  /** Of its newest letter here. */
  errorType: string | null;
  errorMessage: string | null;
  exchange: string | null;
  routingKey: string | null;
  deaths: number;
  /** The beginning of its body, where the route shows it. */
  body: string | null;
  letterId: string;
  firstAt: Date;
  lastAt: Date;
  /** That this post covers, and of these, died again after a replay. */
  letters: number;
  cameBack: number;
  /** Of the whole group. */
  openLetters: number;
  replaying: number;
  owner: { name: string; slackId: string | null } | null;
  /** Somebody took it: then the owner is that person. */
  isTaken: boolean;
  snoozed: { until: Date; by: string } | null;
  done: Done | null;
  /** The posts of this group before and after this one, in the same channel. */
  before: { permalink: string | null; done: Done | null } | null;
  after: { permalink: string | null; at: Date } | null;
};

/** How the letters of a post stand. */
export type PostState = 'open' | 'under_way' | 'done' | 'came_back';

export function stateOf({ done, after, openLetters, replaying }: ToldGroup): PostState {
  if (done === null) return openLetters === 0 && replaying > 0 ? 'under_way' : 'open';
  return after === null || after.at <= done.at ? 'done' : 'came_back';
}

/** Where its letters are explained: one has its own page. */
export function groupUrl(group: Pick<ToldGroup, 'id' | 'letters' | 'letterId'>, publicUrl: string): string {
  return group.letters === 1
    ? `${publicUrl}/dead-letters/${encodeURIComponent(group.letterId)}`
    : `${publicUrl}/failure-groups/${encodeURIComponent(group.id)}`;
}
