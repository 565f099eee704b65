// The two methods of the Web API that LetterThief calls, and their refusals, as Slack documents them.
import type { Arguments } from './slack-arguments.ts';
import { findBlockFaults, type Block } from './slack-blocks.ts';
import { findPings } from './slack-mrkdwn.ts';
import type { Post, Workspace } from './slack-workspace.ts';

export type Answer = {
  status: number;
  headers?: Record<string, string>;
  body: Record<string, unknown> | string;
};

/** Slack says it cuts text over 40,000 characters; the stand-in refuses, so that nobody relies on the cut. */
const MAX_TEXT = 40_000;
/** Not documented; met by many at about 13,200 characters of blocks (slackapi/bolt-js#2509). */
const MAX_BLOCKS_JSON = 13_200;

export function callMethod(
  workspace: Workspace,
  method: string,
  args: Arguments,
  { isAnswerLost }: { isAnswerLost: boolean },
): Answer {
  if (args.error !== null) return refuse(args.error);
  if (method !== 'auth.test' && method !== 'chat.postMessage') return refuse('unknown_method');
  if (args.token === null) return refuse('not_authed');
  if (args.token !== workspace.token) return refuse('invalid_auth');
  return method === 'auth.test' ? testAuth(workspace) : postMessage(workspace, args.values, isAnswerLost);
}

function testAuth({ team, user }: Workspace): Answer {
  const url = 'https://stand-in.slack.example/';
  return accept({
    url,
    team: team.name,
    user: user.name,
    team_id: team.id,
    user_id: user.id,
    bot_id: user.botId,
  });
}

function postMessage(workspace: Workspace, values: Record<string, unknown>, isAnswerLost: boolean): Answer {
  const { id, name } = workspace.channel;
  const asked = typeof values['channel'] === 'string' ? values['channel'] : '';
  if (asked !== id && asked.replace(/^#/, '') !== name) return refuse('channel_not_found');
  const waitSeconds = workspace.takeTurn();
  if (waitSeconds > 0) return limit(workspace, waitSeconds);
  const blocks = readBlocks(values['blocks']);
  if (blocks === null) return refuse('invalid_blocks_format');
  const text = typeof values['text'] === 'string' ? values['text'] : '';
  if (text.trim() === '' && blocks.length === 0) return refuse('no_text');
  if (text.length > MAX_TEXT) return refuse('msg_too_long');
  const faults = findBlockFaults(blocks);
  if (faults.length > 0) return refuseBlocks(faults);
  if (JSON.stringify(blocks).length > MAX_BLOCKS_JSON) return refuse('msg_blocks_too_long');
  return keep(workspace, { text, blocks, pings: findPings(text, blocks, values), isAnswerLost });
}

function keep(workspace: Workspace, post: Omit<Post, 'ts' | 'channel'>): Answer {
  const ts = workspace.nextTs();
  const { channel, user, team } = workspace;
  workspace.posts.push({ ...post, ts, channel: channel.id });
  const blocks = post.blocks.map((block, index) => ({ block_id: `${ts}-${index}`, ...block }));
  const message = { type: 'message', subtype: 'bot_message', ts, text: post.text, blocks };
  return accept({
    channel: channel.id,
    ts,
    message: { ...message, user: user.id, bot_id: user.botId, app_id: user.appId, team: team.id },
  });
}

/** A form brings blocks as JSON text, JSON brings them as a list. Null when they are neither. */
function readBlocks(value: unknown): Block[] | null {
  if (value === undefined || value === '') return [];
  if (Array.isArray(value)) return value as Block[];
  if (typeof value !== 'string') return null;
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) ? (read as Block[]) : null;
  } catch {
    return null;
  }
}

/** Too many calls: HTTP 429 with the seconds to wait. */
export function limit(workspace: Workspace, seconds: number): Answer {
  workspace.limitedCalls += 1;
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

function accept(body: Record<string, unknown>): Answer {
  return { status: 200, body: { ok: true, ...body } };
}

/** n.b. Slack refuses with HTTP 200. */
function refuse(error: string): Answer {
  return { status: 200, body: { ok: false, error } };
}

function refuseBlocks(faults: string[]): Answer {
  const messages = faults.map((fault) => `[ERROR] ${fault}`);
  const body = { ok: false, error: 'invalid_blocks', errors: faults, response_metadata: { messages } };
  return { status: 200, body };
}
