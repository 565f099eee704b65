// What the stand-in Slack remembers: one workspace, one channel, its posts, and when the next one may come.
import type { Block } from './slack-blocks.ts';

export type Post = {
  ts: string;
  channel: string;
  text: string;
  blocks: Block[];
  /** Who was pinged: 'channel', 'here', 'everyone' or a user's id. */
  pings: string[];
  isAnswerLost: boolean;
};

export type Workspace = {
  token: string;
  team: { id: string; name: string };
  channel: { id: string; name: string };
  user: { id: string; name: string; botId: string; appId: string };
  posts: Post[];
  /** Calls that were told to wait. */
  limitedCalls: number;
  /** Whole seconds until the channel takes another post; 0 takes it now. */
  takeTurn(): number;
  /** Microseconds since 1970, unique within the channel. */
  nextTs(): string;
};

/** Slack's documented limit for posting: one message a second and channel. It allows short bursts; we allow none. */
const POST_MS = 1000;
const MAX_POSTS = 2000;

export function makeWorkspace({ token, channel }: { token: string; channel: string }): Workspace {
  let nextPostAt = 0;
  let lastTs = 0;
  const posts: Post[] = [];
  return {
    token,
    team: { id: 'T0STANDIN', name: 'Stand-in Slack' },
    channel: { id: 'C0DEADLTR', name: channel.replace(/^#/, '') },
    user: { id: 'U0THIEF00', name: 'letterthief', botId: 'B0THIEF00', appId: 'A0THIEF00' },
    posts,
    limitedCalls: 0,
    takeTurn() {
      const now = Date.now();
      if (now < nextPostAt) return Math.ceil((nextPostAt - now) / 1000);
      nextPostAt = now + POST_MS;
      return 0;
    },
    nextTs() {
      lastTs = Math.max(lastTs + 1, Date.now() * 1000);
      if (posts.length >= MAX_POSTS) posts.splice(0, posts.length - MAX_POSTS + 1);
      return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`;
    },
  };
}
