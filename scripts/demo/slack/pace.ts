// How fast the stand-in Slack may be called, by https://docs.slack.dev/apis/web-api/rate-limits, and how fast it was.

export type Pace = {
  /** Whole seconds until the channel takes another post; 0 takes it now. */
  takePost(channel: string): number;
  /** Whole seconds until the method takes another call; 0 takes it now. */
  takeCall(method: string): number;
  /** A post was kept. */
  notePost(channel: string): void;
  /** The most posts kept within any second in any one channel. */
  maxPostsPerSecondPerChannel(): number;
};

/** One message a second and channel. Slack allows short bursts; we allow none. */
const POST_MS = 1000;
const MINUTE_MS = 60_000;
/** Tier 3 and tier 4. */
const callsPerMinute: Record<string, number> = { 'chat.update': 50, 'chat.postEphemeral': 100 };

export function makePace({ now, postsPerMinute }: { now: () => number; postsPerMinute: number }): Pace {
  const inAll = makeWindow(postsPerMinute, MINUTE_MS, now);
  const channels = new Map<string, Window>();
  const methods = new Map(
    Object.entries(callsPerMinute).map(([method, max]) => [method, makeWindow(max, MINUTE_MS, now)]),
  );
  const kept = new Map<string, number[]>();
  let most = 0;
  return {
    takePost(channel) {
      const own = channels.get(channel) ?? makeWindow(1, POST_MS, now);
      channels.set(channel, own);
      const waitMs = Math.max(own.waitMs(), inAll.waitMs());
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
      own.take();
      inAll.take();
      return 0;
    },
    takeCall(method) {
      const window = methods.get(method);
      const waitMs = window?.waitMs() ?? 0;
      if (waitMs === 0) window?.take();
      return Math.ceil(waitMs / 1000);
    },
    notePost(channel) {
      const at = now();
      const recent = [...(kept.get(channel) ?? []).filter((one) => at - one < 1000), at];
      kept.set(channel, recent);
      most = Math.max(most, recent.length);
    },
    maxPostsPerSecondPerChannel: () => most,
  };
}

type Window = { waitMs(): number; take(): void };

/** At most so many within any such time. */
function makeWindow(max: number, ms: number, now: () => number): Window {
  const taken: number[] = [];
  return {
    waitMs() {
      const at = now();
      while (taken[0] !== undefined && at - taken[0] >= ms) taken.shift();
      return taken.length < max ? 0 : (taken[0] ?? at) + ms - at;
    },
    take: () => void taken.push(now()),
  };
}
