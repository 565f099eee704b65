// Posts to Slack. What Slack and the network answer becomes one of four outcomes; waiting and trying again is the worker's.
import { WebClient } from '@slack/web-api';
import type { SlackPost } from '#lib/domain/alerts/blocks.ts';
import { AppError } from '#lib/errors.ts';
import { readTrouble, type SlackTrouble } from './slack-trouble.ts';

export type PostResult =
  { kind: 'posted'; ts: string; channel: string; permalink: string | null } | SlackTrouble;
export type CheckResult = { kind: 'ok'; team: string; user: string; url: string } | SlackTrouble;

export type Slack = {
  /** auth.test: whether the token works, and whose it is. */
  check(): Promise<CheckResult>;
  /** chat.postMessage, once. `channel` is a channel's ID or name; the answer bears its ID. `threadTs`: in that post's thread. Never throws. */
  post(channel: string, post: SlackPost, threadTs?: string | null): Promise<PostResult>;
  /** chat.update: the post shows this from now on. `channel` is an ID. Never throws. */
  update(channel: string, ts: string, post: SlackPost): Promise<PostResult>;
  /** chat.postEphemeral: to one member alone, who must be in that channel. Never throws. */
  tell(channel: string, user: string, post: SlackPost): Promise<PostResult>;
};

/**
 * A client for one token. The token is in no problem text and no log.
 * Throws AppError invalid_input for a token that no HTTP header can carry.
 */
export function openSlack({ token, apiUrl, timeoutMs }: SlackOptions): Slack {
  if (!/^[\x21-\x7E]+$/.test(token))
    throw new AppError('invalid_input', 'SLACK_BOT_TOKEN holds characters that no token has');
  const client = new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent,
    fetch: fetchWithRetryAfter,
  });
  /** Of the workspace: what permalinks begin with. Null until Slack told it. */
  let home: string | null = null;

  async function check(): Promise<CheckResult> {
    try {
      const { team, user, url } = await client.auth.test();
      home = url ?? null;
      return { kind: 'ok', team: team ?? '', user: user ?? '', url: url ?? '' };
    } catch (error) {
      return readTrouble(error);
    }
  }

  /** As chat.getPermalink gives it, without a call for each post. */
  async function linkTo(channel: string, ts: string, threadTs: string | null): Promise<string | null> {
    if (home === null) await check();
    if (home === null) return null;
    const own = `${home.replace(/\/$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
    return threadTs === null ? own : `${own}?thread_ts=${threadTs}&cid=${channel}`;
  }

  return {
    check,
    async post(channel, { text, blocks }, threadTs = null) {
      try {
        const thread = threadTs === null ? {} : { thread_ts: threadTs };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
        const answer = await client.chat.postMessage({ channel, text, blocks, ...thread, ...nothingParsed });
        const [ts, id] = [answer.ts ?? '', answer.channel ?? channel];
        return { kind: 'posted', ts, channel: id, permalink: await linkTo(id, ts, threadTs) };
      } catch (error) {
        return readTrouble(error);
      }
    },
    async update(channel, ts, { text, blocks }) {
      try {
        await client.chat.update({ channel, ts, text, blocks, parse: 'none', link_names: false });
        return { kind: 'posted', ts, channel, permalink: await linkTo(channel, ts, null) };
      } catch (error) {
        return readTrouble(error);
      }
    },
    async tell(channel, user, { text, blocks }) {
      try {
        const answer = await client.chat.postEphemeral({
          channel,
          user,
          text,
          blocks,
          parse: 'none',
          link_names: false,
        });
        return { kind: 'posted', ts: answer.message_ts ?? '', channel, permalink: null };
      } catch (error) {
        return readTrouble(error);
      }
    },
  };
}

type SlackOptions = { token: string; apiUrl?: string | undefined; timeoutMs: number };

/** Slack makes links, mentions and previews of nothing but what we marked up. */
const nothingParsed = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

const DEFAULT_RETRY_AFTER_S = '30';

/** A 429 without a Retry-After (a proxy's, say) would reach us as an error without a code: it gets a default. */
async function fetchWithRetryAfter(...args: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...args);
  if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response;
  const headers = new Headers(response.headers);
  headers.set('retry-after', DEFAULT_RETRY_AFTER_S);
  return new Response(response.body, { status: 429, headers });
}

function say(): void {}

const silent = {
  debug: say,
  info: say,
  warn: say,
  error: say,
  setLevel: say,
  getLevel: () => 'error' as never,
  setName: say,
};
