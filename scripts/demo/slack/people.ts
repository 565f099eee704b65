// People of the stand-in Slack: they press what a message offers and type commands.
import { randomBytes } from 'node:crypto';
import type { Channel } from './channels.ts';
import { deliver, type AppSettings, type Delivered } from './delivery.ts';
import { buildBlockActions, findPressable, VERIFICATION_TOKEN, type Source } from './interaction.ts';
import { respond, type Asked, type ResponseUrls } from './response-urls.ts';
import type { Person, Workspace } from './workspace.ts';

export type Pressed = Delivered & {
  /** What Slack would refuse of an answer that it shows; empty when it takes it. */
  faults: string[];
};

export type People = {
  /** `user` by ID or name; `value` chooses one of the options. Rejects when there is nothing to press. */
  press(user: string, ts: string, actionId: string, more?: PressOptions): Promise<Pressed>;
  /** What follows the command is `text`. */
  command(user: string, text: string, more?: CommandOptions): Promise<Pressed>;
};

type PressOptions = { channel?: string; value?: string };
type CommandOptions = { channel?: string; command?: string };

export type PeopleNeeds = {
  workspace: Workspace;
  responseUrls: ResponseUrls;
  app: AppSettings;
  timeoutMs: number;
  /** http://127.0.0.1:port */
  origin: () => string;
};

export function makePeople({ workspace, responseUrls, app, timeoutMs, origin }: PeopleNeeds): People {
  function send(url: string | null, form: Record<string, string>): Promise<Delivered> {
    if (url === null) throw new Error('The app has not said where it listens: setApp()');
    return deliver(url, form, { signingSecret: app.signingSecret, timeoutMs, now: workspace.now });
  }
  const open = (asked: Asked) => origin() + responseUrls.open(asked);
  return {
    async press(userName, ts, actionId, { channel: channelName, value } = {}) {
      const user = findUser(workspace, userName);
      const source = findSource(workspace, ts, channelName);
      const channel = findChannel(workspace, source.message.channel);
      const pressed = findPressable(source.message, actionId, value);
      const payload = buildBlockActions(workspace, source, pressed, {
        channel,
        user,
        triggerId: makeTriggerId(workspace),
        responseUrl: open({ channel, user, ts }),
      });
      const delivered = await send(app.interactionsUrl, { payload: JSON.stringify(payload) });
      return { ...delivered, faults: [] };
    },
    async command(userName, text, { channel: channelName, command = '/letterthief' } = {}) {
      const user = findUser(workspace, userName);
      const channel = findChannel(workspace, channelName ?? workspace.channels()[0]?.name ?? '');
      const asked = { channel, user, ts: null };
      const delivered = await send(app.commandsUrl, {
        token: VERIFICATION_TOKEN,
        team_id: workspace.team.id,
        team_domain: workspace.team.domain,
        channel_id: channel.id,
        channel_name: channel.name,
        user_id: user.id,
        user_name: user.name,
        command,
        // As Slack does, whatever should_escape says of users and channels.
        text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
        api_app_id: workspace.user.appId,
        is_enterprise_install: 'false',
        response_url: open(asked),
        trigger_id: makeTriggerId(workspace),
      });
      return { ...delivered, faults: showAnswer(workspace, asked, delivered) };
    },
  };
}

/** What the app answers to a command is shown: JSON as it says, other text to the person alone. */
function showAnswer(workspace: Workspace, asked: Asked, { status, body }: Delivered): string[] {
  if (status !== 200 || body.trim() === '') return [];
  const shown = respond(workspace, { ...asked, ts: null }, readAnswer(body)).body;
  if (typeof shown === 'string' || shown['ok'] === true) return [];
  return Array.isArray(shown['errors']) ? (shown['errors'] as string[]) : [String(shown['error'])];
}

function readAnswer(body: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : { text: body };
  } catch {
    return { text: body };
  }
}

function findUser(workspace: Workspace, asked: string): Person {
  const found = workspace.findUser(asked);
  if (found === undefined) throw new Error(`There is nobody called ${asked}`);
  return found;
}

function findChannel(workspace: Workspace, asked: string): Channel {
  const found = workspace.findChannel(asked);
  if (found === undefined) throw new Error(`There is no channel ${asked}`);
  return found;
}

function findSource(workspace: Workspace, ts: string, channelName: string | undefined): Source {
  const channel = channelName === undefined ? undefined : findChannel(workspace, channelName).id;
  const post = workspace.posts.all(channel).find((one) => one.ts === ts);
  if (post !== undefined) return { kind: 'post', message: post };
  const seen = workspace.ephemerals.find((one) => one.ts === ts && one.channel === (channel ?? one.channel));
  if (seen !== undefined) return { kind: 'ephemeral', message: seen };
  throw new Error(`There is no message ${ts}`);
}

function makeTriggerId({ now }: Workspace): string {
  return `${Math.floor(now())}.${Math.floor(now() / 1000)}.${randomBytes(16).toString('hex')}`;
}
