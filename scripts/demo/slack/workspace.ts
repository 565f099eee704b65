// What the stand-in Slack remembers: one workspace, its channels and people, what was posted, and its limits.
import type { Limits } from './answers.ts';
import { makeChannels, type Channel, type ChannelChange, type ChannelOption } from './channels.ts';
import type { Content } from './content.ts';
import { makePace, type Pace } from './pace.ts';
import { makePosts, type Posts } from './posts.ts';

export type Person = { id: string; name: string };

/** Seen by one person only. */
export type Ephemeral = Content & {
  ts: string;
  channel: string;
  channelName: string;
  /** The ID of who sees it. */
  user: string;
  threadTs: string | null;
};

export type Workspace = Limits & {
  token: string;
  /** Milliseconds since 1970. */
  now: () => number;
  team: { id: string; name: string; domain: string; url: string };
  user: { id: string; name: string; botId: string; appId: string };
  users: Person[];
  channels(): Channel[];
  /** By ID, name or #name. */
  findChannel(idOrName: string): Channel | undefined;
  setChannel(name: string, change: ChannelChange): void;
  /** By ID or name. */
  findUser(idOrName: string): Person | undefined;
  posts: Posts;
  ephemerals: Ephemeral[];
  pace: Pace;
};

export type WorkspaceOptions = {
  token: string;
  channels: readonly ChannelOption[];
  users?: Person[];
  now?: () => number;
  workspacePostsPerMinute?: number;
};

/** Slack: "several hundred messages per minute" to a workspace. */
const POSTS_PER_MINUTE = 300;

const people: Person[] = [
  { id: 'U0ADA0000', name: 'ada' },
  { id: 'U0GRACE00', name: 'grace' },
];

export function makeWorkspace({
  token,
  channels,
  users,
  now = Date.now,
  ...options
}: WorkspaceOptions): Workspace {
  const { find, set, all } = makeChannels(channels);
  const everybody = users ?? people;
  const pace = makePace({ now, postsPerMinute: options.workspacePostsPerMinute ?? POSTS_PER_MINUTE });
  return {
    token,
    now,
    team: {
      id: 'T0STANDIN',
      name: 'Stand-in Slack',
      domain: 'stand-in',
      url: 'https://stand-in.slack.example/',
    },
    user: { id: 'U0THIEF00', name: 'letterthief', botId: 'B0THIEF00', appId: 'A0THIEF00' },
    users: everybody,
    channels: all,
    findChannel: find,
    setChannel: set,
    findUser: (asked) => everybody.find(({ id, name }) => asked === id || asked === name),
    posts: makePosts(now),
    ephemerals: [],
    pace,
    limitedCalls: 0,
    limitsInBody: new Set(),
  };
}
