// The addresses at which an app answers a press or a command later (https://docs.slack.dev/interactivity/handling-user-interaction).
import { randomBytes } from 'node:crypto';
import { accept, refuse, type Answer } from './answers.ts';
import type { Channel } from './channels.ts';
import { readContent, type Content } from './content.ts';
import { findPings } from './mrkdwn.ts';
import type { Ephemeral, Person, Workspace } from './workspace.ts';

/** Where something was asked: `ts` names the message that was pressed. */
export type Asked = { channel: Channel; user: Person; ts: string | null };

export type ResponseUrls = {
  /** The path of a new address. */
  open(asked: Asked): string;
  /** What a call of such an address does and answers. */
  answer(path: string, values: Record<string, unknown>): Answer;
};

const MAX_USES = 5;
const VALID_MS = 30 * 60_000;

export function makeResponseUrls(workspace: Workspace): ResponseUrls {
  const opened = new Map<string, { asked: Asked; at: number; uses: number }>();
  return {
    open(asked) {
      const path = `/actions/${workspace.team.id}/${randomBytes(16).toString('hex')}`;
      opened.set(path, { asked, at: workspace.now(), uses: 0 });
      return path;
    },
    answer(path, values) {
      const found = opened.get(path);
      if (found === undefined) return notFound('no_such_url');
      if (workspace.now() - found.at > VALID_MS) return notFound('expired_url');
      if (found.uses >= MAX_USES) return notFound('used_url');
      found.uses += 1;
      return respond(workspace, found.asked, values);
    },
  };
}

/** Does what an app answers to a press or a command: shows it to one or to all, or replaces what was pressed. */
export function respond(workspace: Workspace, asked: Asked, values: Record<string, unknown>): Answer {
  const { channel, user, ts } = asked;
  const post = ts === null ? undefined : workspace.posts.find(channel.id, ts);
  const ephemeral = workspace.ephemerals.find((one) => one.channel === channel.id && one.ts === ts);
  if (isTrue(values['delete_original'])) {
    if (post !== undefined) workspace.posts.remove(post);
    if (ephemeral !== undefined) workspace.ephemerals.splice(workspace.ephemerals.indexOf(ephemeral), 1);
    return accept({});
  }
  const { content, refusal } = readContent(values);
  if (refusal !== null) return refusal;
  if (isTrue(values['replace_original']) && (post ?? ephemeral) !== undefined) {
    if (post !== undefined) workspace.posts.update(post, content);
    if (ephemeral !== undefined) Object.assign(ephemeral, content);
    return accept({});
  }
  const threadTs = typeof values['thread_ts'] === 'string' ? values['thread_ts'] : null;
  if (threadTs !== null && workspace.posts.find(channel.id, threadTs)?.threadTs !== null)
    return refuse('thread_not_found');
  const place = { channel: channel.id, channelName: channel.name, threadTs };
  if (values['response_type'] !== 'in_channel')
    keepEphemeral(workspace, { ...content, ...place, user: user.id });
  else addPost(workspace, { ...content, ...place }, values);
  return accept({});
}

function keepEphemeral(workspace: Workspace, given: Omit<Ephemeral, 'ts'>): void {
  workspace.ephemerals.push({ ...given, ts: workspace.posts.nextTs() });
}

type Placed = Content & { channel: string; channelName: string; threadTs: string | null };

function addPost(workspace: Workspace, given: Placed, values: Record<string, unknown>): void {
  const pings = findPings(given.text, given.blocks, values);
  workspace.posts.add({ ...given, pings, isAnswerLost: false, isBroadcast: false });
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function notFound(error: string): Answer {
  return { ...refuse(error), status: 404 };
}
