// A stand-in for Slack: the methods that LetterThief calls, as strict as Slack documents them, people who press and type, and a page that shows it all.
import type { AddressInfo } from 'node:net';
import type { ChannelChange, ChannelOption } from './channels.ts';
import type { AppSettings } from './delivery.ts';
import { makePeople, type People } from './people.ts';
import type { Post } from './posts.ts';
import { makeResponseUrls } from './response-urls.ts';
import { makeSlackServer } from './server.ts';
import { makeTroubleMaker, type Chaos, type Outage, type Trouble } from './trouble-maker.ts';
import { makeWorkspace, type Ephemeral, type Person } from './workspace.ts';

export type StandInSlack = People & {
  /** For SLACK_API_URL. */
  url: string;
  /** The page that shows the channels. */
  pageUrl: string;
  token: string;
  /** The first channel's name with its #, for SLACK_CHANNEL. */
  channel: string;
  /** The ID of a channel, by its name. Throws when there is none. */
  channelId(name: string): string;
  /** Archives a channel, takes the app out of it, or makes it when there is none of this name. */
  setChannel(name: string, change: ChannelChange): void;
  /** Where the app listens, and the secret of its signatures. */
  setApp(settings: Partial<AppSettings>): void;
  /** What stands in a channel, or in all of them: posts and replies, oldest first. */
  posts(channel?: string): Post[];
  /** A post and its replies, oldest first. */
  thread(ts: string): Post[];
  /** What only one person sees, by ID or name, or all of it. */
  ephemerals(user?: string): Ephemeral[];
  /** The next posts meet these troubles, in this order. */
  meet(...troubles: Trouble[]): void;
  /** The next calls of a method do. */
  meetAt(method: string, ...troubles: Trouble[]): void;
  /** Every call meets it, until null. */
  breakDown(outage: Outage | null): void;
  /** Whether a method says "too many calls" with HTTP 200 instead of 429. */
  limitInBody(method: string, isOn?: boolean): void;
  /** Calls that were told to wait. */
  limitedCalls(): number;
  /** How often each method was called, whatever became of it. */
  callsByMethod(): Record<string, number>;
  /** The most posts kept within any second in any one channel. */
  maxPostsPerSecondPerChannel(): number;
  stop(): Promise<void>;
};

export type StandInOptions = {
  /** 0 takes any free one. */
  port?: number;
  token?: string;
  /** The first channel. */
  channel?: string;
  /** More channels. */
  channels?: ChannelOption[];
  users?: Person[];
  app?: Partial<AppSettings>;
  /** How often things go wrong by themselves; nothing does by default. */
  chaos?: Chaos;
  workspacePostsPerMinute?: number;
  /** Milliseconds since 1970: what the limits and timestamps go by. */
  now?: () => number;
  /** Slack's three seconds for an answer to a press or a command. */
  answerWithinMs?: number;
};

/** Starts on the loopback interface. Rejects with EADDRINUSE when the port is taken. */
export async function startSlack(options: StandInOptions = {}): Promise<StandInSlack> {
  const { port = 0, token = 'xoxb-stand-in', channel = 'dead-letters', channels = [] } = options;
  const { chaos = {}, answerWithinMs = 3000, ...others } = options;
  const workspace = makeWorkspace({ ...others, token, channels: [channel, ...channels] });
  const troubleMaker = makeTroubleMaker(chaos);
  const responseUrls = makeResponseUrls(workspace);
  const app: AppSettings = {
    interactionsUrl: null,
    commandsUrl: null,
    signingSecret: 'stand-in-signing-secret',
    ...options.app,
  };
  let origin = '';
  const people = makePeople({
    workspace,
    responseUrls,
    app,
    timeoutMs: answerWithinMs,
    origin: () => origin,
  });
  const calls = new Map<string, number>();
  const server = makeSlackServer({ workspace, troubleMaker, responseUrls, people, calls });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function channelId(name: string): string {
    const found = workspace.findChannel(name);
    if (found === undefined) throw new Error(`There is no channel ${name}`);
    return found.id;
  }

  return {
    ...people,
    url: `${origin}/api/`,
    pageUrl: `${origin}/`,
    token,
    channel: `#${workspace.channels()[0]?.name ?? ''}`,
    channelId,
    setChannel: workspace.setChannel,
    setApp: (settings) => void Object.assign(app, settings),
    posts: (name) => workspace.posts.all(name === undefined ? undefined : channelId(name)),
    thread: workspace.posts.thread,
    ephemerals: (user) =>
      workspace.ephemerals
        .filter((one) => user === undefined || one.user === workspace.findUser(user)?.id)
        .map((one) => ({ ...one })),
    meet: (...troubles) => troubleMaker.queue('chat.postMessage', troubles),
    meetAt: (method, ...troubles) => troubleMaker.queue(method, troubles),
    breakDown: troubleMaker.breakDown,
    limitInBody: (method, isOn = true) =>
      void (isOn ? workspace.limitsInBody.add(method) : workspace.limitsInBody.delete(method)),
    limitedCalls: () => workspace.limitedCalls,
    callsByMethod: () => Object.fromEntries(calls),
    maxPostsPerSecondPerChannel: workspace.pace.maxPostsPerSecondPerChannel,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
