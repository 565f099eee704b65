// The methods of the Web API that LetterThief calls, and their refusals, as Slack documents them.
import { accept, limit, refuse, refuseWithReasons, type Answer } from './answers.ts';
import type { Arguments } from './arguments.ts';
import type { Channel } from './channels.ts';
import { readContent } from './content.ts';
import { showMessage } from './message.ts';
import { findPings } from './mrkdwn.ts';
import type { Post } from './posts.ts';
import type { Workspace } from './workspace.ts';

type Call = { workspace: Workspace; values: Record<string, unknown>; isAnswerLost: boolean };

export function callMethod(
  workspace: Workspace,
  method: string,
  args: Arguments,
  { isAnswerLost }: { isAnswerLost: boolean },
): Answer {
  if (args.error !== null) return refuse(args.error);
  const call = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (call === undefined) return refuse('unknown_method');
  if (args.token === null) return refuse('not_authed');
  if (args.token !== workspace.token) return refuse('invalid_auth');
  const waitSeconds = workspace.pace.takeCall(method);
  if (waitSeconds > 0) return limit(workspace, method, waitSeconds);
  const missing = (required[method] ?? []).filter((name) => read(args.values, name) === '');
  if (missing.length > 0)
    return refuseWithReasons(
      'invalid_arguments',
      missing.map((name) => `missing required field: ${name}`),
    );
  return call({ workspace, values: args.values, isAnswerLost });
}

/** n.b. chat.postMessage without a channel is refused as channel_not_found. */
const required: Record<string, string[]> = {
  'chat.update': ['channel', 'ts'],
  'chat.postEphemeral': ['channel', 'user'],
  'chat.getPermalink': ['channel', 'message_ts'],
};

const methods: Record<string, (call: Call) => Answer> = {
  'auth.test': ({ workspace: { team, user } }) =>
    accept({
      url: team.url,
      team: team.name,
      user: user.name,
      team_id: team.id,
      user_id: user.id,
      bot_id: user.botId,
    }),
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};

function postMessage({ workspace, values, isAnswerLost }: Call): Answer {
  const channel = workspace.findChannel(read(values, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const closed = findClosed(channel);
  if (closed !== null) return refuse(closed);
  const threadTs = read(values, 'thread_ts') || null;
  if (threadTs !== null && !isParent(workspace.posts.find(channel.id, threadTs)))
    return refuse('thread_not_found');
  const waitSeconds = workspace.pace.takePost(channel.id);
  if (waitSeconds > 0) return limit(workspace, 'chat.postMessage', waitSeconds);
  const { content, refusal } = readContent(values);
  if (refusal !== null) return refusal;
  const post = workspace.posts.add({
    ...content,
    channel: channel.id,
    channelName: channel.name,
    pings: findPings(content.text, content.blocks, values),
    isAnswerLost,
    threadTs,
    isBroadcast: threadTs !== null && ['true', '1'].includes(String(values['reply_broadcast'])),
  });
  workspace.pace.notePost(channel.id);
  return accept({ channel: channel.id, ts: post.ts, message: showMessage(workspace, post) });
}

/** n.b. Takes an ID only. Text without blocks takes the blocks away. An update pings nobody. */
function update({ workspace, values }: Call): Answer {
  const channel = findById(workspace, read(values, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  if (channel.isArchived) return refuse('is_inactive');
  const post = workspace.posts.find(channel.id, read(values, 'ts'));
  if (post === undefined) return refuse('message_not_found');
  const { content, refusal } = readContent(values);
  if (refusal !== null) return refusal;
  const updated = workspace.posts.update(post, content);
  const message = showMessage(workspace, updated);
  return accept({ channel: channel.id, ts: post.ts, text: updated.text, message });
}

function postEphemeral({ workspace, values }: Call): Answer {
  const channel = findById(workspace, read(values, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const closed = findClosed(channel);
  if (closed !== null) return refuse(closed);
  const user = workspace.users.find(({ id }) => id === read(values, 'user'));
  if (user === undefined) return refuse('user_not_in_channel');
  const { content, refusal } = readContent(values);
  if (refusal !== null) return refusal;
  const ts = workspace.posts.nextTs();
  workspace.ephemerals.push({
    ...content,
    ts,
    channel: channel.id,
    channelName: channel.name,
    user: user.id,
    threadTs: read(values, 'thread_ts') || null,
  });
  return accept({ message_ts: ts });
}

function getPermalink({ workspace, values }: Call): Answer {
  const channel = findById(workspace, read(values, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const post = workspace.posts.find(channel.id, read(values, 'message_ts'));
  if (post === undefined) return refuse('message_not_found');
  const place = `${workspace.team.url}archives/${channel.id}/p${post.ts.replace('.', '')}`;
  const thread = post.threadTs === null ? '' : `?thread_ts=${post.threadTs}&cid=${channel.id}`;
  return accept({ channel: channel.id, permalink: place + thread });
}

function findById(workspace: Workspace, id: string): Channel | undefined {
  return workspace.channels().find((channel) => channel.id === id);
}

function findClosed({ isArchived, isMember }: Channel): string | null {
  if (isArchived) return 'is_archived';
  return isMember ? null : 'not_in_channel';
}

function isParent(post: Post | undefined): boolean {
  return post !== undefined && post.threadTs === null;
}

function read(values: Record<string, unknown>, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
