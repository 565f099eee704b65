// What Slack sends when somebody presses something in a message (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload).
import { isObject } from './block-checks.ts';
import { elementsOf } from './blocks.ts';
import type { Channel } from './channels.ts';
import { fillIds, type Content } from './content.ts';
import { showMessage } from './message.ts';
import type { Post } from './posts.ts';
import type { Ephemeral, Person, Workspace } from './workspace.ts';

/** The message in which something is pressed. */
export type Source = { kind: 'post'; message: Post } | { kind: 'ephemeral'; message: Ephemeral };

/** What is pressed: an element, the block that holds it, and what is chosen. */
export type Pressable = {
  element: Record<string, unknown>;
  blockId: string;
  /** Of a menu. */
  option: unknown;
  /** Of a button. */
  value: string | null;
};

/** Old, and still sent: nobody should trust it. */
export const VERIFICATION_TOKEN = 'stand-in-verification-token';

export function findPressable(
  { ts, blocks }: Content & { ts: string },
  actionId: string,
  value: string | undefined,
): Pressable {
  for (const block of fillIds(ts, blocks)) {
    for (const [, element] of elementsOf(block)) {
      if (element['action_id'] !== actionId) continue;
      const blockId = String(block['block_id']);
      if (element['type'] === 'button') {
        const own = typeof element['value'] === 'string' ? element['value'] : null;
        return { element, blockId, option: null, value: value ?? own };
      }
      const options = Array.isArray(element['options']) ? (element['options'] as unknown[]) : [];
      const option = options.find((one) => isObject(one) && one['value'] === value);
      if (option === undefined) throw new Error(`${actionId} has no option ${value ?? 'without a value'}`);
      return { element, blockId, option, value: null };
    }
  }
  throw new Error(`The message ${ts} has nothing to press called ${actionId}`);
}

export function buildBlockActions(
  workspace: Workspace,
  { kind, message }: Source,
  pressed: Pressable,
  asked: { channel: Channel; user: Person; triggerId: string; responseUrl: string },
): Record<string, unknown> {
  const { team, user: bot } = workspace;
  const { channel, user, triggerId, responseUrl } = asked;
  const isEphemeral = kind === 'ephemeral';
  return {
    type: 'block_actions',
    user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
    api_app_id: bot.appId,
    token: VERIFICATION_TOKEN,
    container: {
      type: 'message',
      message_ts: message.ts,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
    },
    trigger_id: triggerId,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.name },
    // Slack does not send what only one person saw.
    ...(kind === 'post' ? { message: showMessage(workspace, message) } : {}),
    state: { values: buildState(pressed) },
    response_url: responseUrl,
    actions: [buildAction(pressed, workspace.now())],
  };
}

function buildAction({ element, blockId, option, value }: Pressable, at: number): Record<string, unknown> {
  const { type, action_id, text, style, placeholder, confirm } = element;
  return {
    action_id,
    block_id: blockId,
    ...(text === undefined ? {} : { text }),
    ...(value === null ? {} : { value }),
    ...(option === null ? {} : { selected_option: option }),
    ...(style === undefined ? {} : { style }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(confirm === undefined ? {} : { confirm }),
    type,
    action_ts: (at / 1000).toFixed(6),
  };
}

/** A select keeps what was chosen, a button and an overflow menu keep nothing. */
function buildState({ element, blockId, option }: Pressable): Record<string, unknown> {
  if (element['type'] !== 'static_select') return {};
  const chosen = { type: 'static_select', selected_option: option };
  return { [blockId]: { [String(element['action_id'])]: chosen } };
}
