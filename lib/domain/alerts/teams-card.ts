// What an alert says in Microsoft Teams: an Adaptive Card, posted through a Workflows webhook.
// n.b. foreign text stands in text runs alone: they know no Markdown. In text blocks and fact sets it would, and its
// escapes show as backslashes on Teams' phones (microsoft/AdaptiveCards#5590).
import {
  fitAlert,
  MAX_NAME,
  sayDone,
  sayError,
  sayFacts,
  sayHead,
  sayMoreGroups,
  urlOfAlert,
  urlOfLetter,
  urlOfGroup,
  type ToldAlert,
  type AlertedGroup,
} from './told-alert.ts';
import { sayLine } from './told-text.ts';

/** What the workflow “When a Teams webhook request is received” takes. */
export type TeamsMessage = {
  type: 'message';
  attachments: {
    contentType: 'application/vnd.microsoft.card.adaptive';
    contentUrl: null;
    content: TeamsCard;
  }[];
};

export type TeamsCard = {
  $schema: string;
  type: 'AdaptiveCard';
  version: '1.4';
  fallbackText: string;
  msteams: { width: 'Full' };
  body: TeamsBlock[];
  actions: OpenUrl[];
};

type TeamsBlock =
  | { type: 'RichTextBlock'; inlines: TextRun[]; spacing?: 'Small' | 'Medium'; separator?: true }
  | { type: 'ActionSet'; actions: OpenUrl[] };
type OpenUrl = { type: 'Action.OpenUrl'; title: string; url: string };
type TextRun = {
  type: 'TextRun';
  text: string;
  size?: 'Medium';
  weight?: 'Bolder';
  fontType?: 'Monospace';
  isSubtle?: true;
  color?: 'Good';
};

/** Teams takes 28,672 bytes, and counts more than it was sent (MicrosoftDocs/msteams-docs#11274). */
const MAX_BYTES = 25_000;

export function buildTeamsMessage(alert: ToldAlert): TeamsMessage {
  return fitAlert(alert, buildMessage, (message) => weigh(message) <= MAX_BYTES);
}

function buildMessage(alert: ToldAlert, maxError: number): TeamsMessage {
  const head = sayHead(alert);
  const more = sayMoreGroups(alert.moreGroups);
  const isSingle = alert.groups.length === 1 && alert.moreGroups === 0;
  const [only] = alert.groups;
  const content: TeamsCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: withoutMention(head),
    msteams: { width: 'Full' },
    body: [
      block([run(head, { size: 'Medium', weight: 'Bolder' })]),
      ...(alert.channelNote === null
        ? []
        : [block([run(sayLine(alert.channelNote, 2 * MAX_NAME))], 'Small')]),
      ...alert.groups.flatMap((group) => buildGroup(alert, group, maxError, isSingle)),
      ...(more === '' ? [] : [block([run(more)], 'Medium')]),
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'Open', url: urlOfAlert(alert) },
      ...(isSingle && only !== undefined
        ? [
            {
              type: 'Action.OpenUrl' as const,
              title: 'Open the newest letter',
              url: urlOfLetter(alert, only.letterId),
            },
          ]
        : []),
    ],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function buildGroup(
  alert: ToldAlert,
  group: AlertedGroup,
  maxError: number,
  isSingle: boolean,
): TeamsBlock[] {
  const error = sayError(group, maxError);
  const title = run(sayLine(group.title, MAX_NAME), { weight: 'Bolder' });
  return [
    ...(isSingle ? [] : [block([title], 'Medium', true)]),
    ...(error === '' ? [] : [block([run(error, { fontType: 'Monospace' })], 'Small')]),
    ...sayFacts(group).map(({ name, value }) =>
      block([run(`${name}  `, { isSubtle: true }), run(value)], 'Small'),
    ),
    ...(group.done === null
      ? []
      : [block([run(sayDone(group.done), { weight: 'Bolder', color: 'Good' })], 'Small')]),
    ...(isSingle
      ? []
      : [
          {
            type: 'ActionSet' as const,
            actions: [{ type: 'Action.OpenUrl' as const, title: 'Open', url: urlOfGroup(alert, group.id) }],
          },
        ]),
  ];
}

function block(inlines: TextRun[], spacing?: 'Small' | 'Medium', separator?: true): TeamsBlock {
  return {
    type: 'RichTextBlock',
    inlines,
    ...(spacing === undefined ? {} : { spacing }),
    ...(separator === undefined ? {} : { separator }),
  };
}

function run(text: string, look: Omit<TextRun, 'type' | 'text'> = {}): TextRun {
  return { type: 'TextRun', text: withoutMention(text), ...look };
}

/**
 * Two things mean something even in a text run: <at>…</at>, where Teams looks for people to ping, and {{DATE(…)}}.
 * A blank of no width keeps them from it.
 */
function withoutMention(text: string): string {
  return text.replace(/<(?=\/?at\b)/gi, '<\u200B').replaceAll('{{', '{\u200B{');
}

/** The bytes of the message as a string in JSON, all beyond ASCII as \uXXXX: the most that a workflow may make of it. */
function weigh(message: TeamsMessage): number {
  const text = JSON.stringify(JSON.stringify(message));
  // oxlint-disable-next-line no-control-regex -- ASCII is the range
  return text.length + 5 * (text.length - text.replace(/[^\x00-\x7F]/g, '').length);
}
