// The posts of the stand-in Slack, in channels and threads, with every earlier version of each.
import type { Block } from './blocks.ts';
import type { Content } from './content.ts';

/** What a post said before; `at` in milliseconds since 1970. */
type Version = { text: string; blocks: Block[]; at: number };

export type Post = Content & {
  ts: string;
  /** The channel's ID. */
  channel: string;
  channelName: string;
  /** Who was pinged: 'channel', 'here', 'everyone', 'subteam^S…' or a user's ID. */
  pings: string[];
  isAnswerLost: boolean;
  /** The post that this one replies to. */
  threadTs: string | null;
  /** A reply that the channel shows too. */
  isBroadcast: boolean;
  /** Oldest first, without the present one. */
  versions: Version[];
  /** Milliseconds since 1970. */
  updatedAt: number | null;
};

type NewPost = Omit<Post, 'ts' | 'versions' | 'updatedAt'>;

export type Posts = {
  /** Of one channel, by its ID, or of all; oldest first. */
  all(channel?: string): Post[];
  find(channel: string, ts: string): Post | undefined;
  add(post: NewPost): Post;
  update(post: Post, content: Content): Post;
  remove(post: Post): void;
  /** The post and its replies, oldest first. */
  thread(ts: string): Post[];
  /** Microseconds since 1970, unique within the workspace. */
  nextTs(): string;
};

const MAX_POSTS_PER_CHANNEL = 2000;

export function makePosts(now: () => number): Posts {
  let posts: Post[] = [];
  let lastTs = 0;
  function nextTs(): string {
    lastTs = Math.max(lastTs + 1, Math.floor(now() * 1000));
    return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`;
  }
  return {
    nextTs,
    all: (channel) => posts.filter((post) => channel === undefined || post.channel === channel),
    find: (channel, ts) => posts.find((post) => post.channel === channel && post.ts === ts),
    thread: (ts) => posts.filter((post) => post.ts === ts || post.threadTs === ts),
    add(given) {
      const post: Post = { ...given, ts: nextTs(), versions: [], updatedAt: null };
      const own = posts.filter(({ channel }) => channel === post.channel);
      const dropped = new Set(own.slice(0, Math.max(0, own.length - MAX_POSTS_PER_CHANNEL + 1)));
      posts = [...posts.filter((one) => !dropped.has(one)), post];
      return post;
    },
    update(post, { text, blocks }) {
      const at = post.updatedAt ?? Math.round(Number(post.ts) * 1000);
      const versions = [...post.versions, { text: post.text, blocks: post.blocks, at }];
      const updated = { ...post, text, blocks, versions, updatedAt: now() };
      posts = posts.map((one) => (one === post ? updated : one));
      return updated;
    },
    remove(post) {
      posts = posts.filter((one) => one !== post);
    },
  };
}
