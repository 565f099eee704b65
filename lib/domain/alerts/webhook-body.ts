// What a webhook is told, for programs: the alert's own fields, bounded, as Standard Webhooks lays them out.
import {
  fitAlert,
  MAX_NAME,
  urlOfAlert,
  urlOfGroup,
  urlOfLetter,
  type ToldAlert,
  type AlertedGroup,
} from './told-alert.ts';
import { keepText } from './told-text.ts';

export type WebhookBody = {
  type: `letterthief.alert.${ToldAlert['kind']}`;
  /** When it happened, not when it was sent. */
  timestamp: string;
  data: {
    id: string;
    url: string;
    channelNote: string | null;
    groups: (AlertedGroup & { url: string; letterUrl: string })[];
    /** How many more there are than are told. */
    moreGroups: number;
  };
};

/** Standard Webhooks: “usually smaller than 20kb”. */
const MAX_BYTES = 20_000;

export function buildWebhookBody(alert: ToldAlert): WebhookBody {
  return fitAlert(alert, buildBody, (body) => byteLength(JSON.stringify(body)) <= MAX_BYTES);
}

function buildBody(alert: ToldAlert, maxError: number): WebhookBody {
  return {
    type: `letterthief.alert.${alert.kind}`,
    timestamp: alert.at,
    data: {
      id: alert.id,
      url: urlOfAlert(alert),
      channelNote: keepName(alert.channelNote),
      groups: alert.groups.map((group) => buildGroup(alert, group, maxError)),
      moreGroups: alert.moreGroups,
    },
  };
}

function buildGroup(
  alert: ToldAlert,
  group: AlertedGroup,
  maxError: number,
): WebhookBody['data']['groups'][number] {
  return {
    id: group.id,
    url: urlOfGroup(alert, group.id),
    title: keepText(group.title, MAX_NAME),
    sourceQueue: keepName(group.sourceQueue),
    reason: keepName(group.reason),
    errorType: keepName(group.errorType),
    errorMessage: group.errorMessage === null ? null : keepText(group.errorMessage, maxError),
    exchange: keepName(group.exchange),
    routingKey: keepName(group.routingKey),
    owner: keepName(group.owner),
    letters: group.letters,
    openLetters: group.openLetters,
    firstAt: group.firstAt,
    lastAt: group.lastAt,
    letterId: group.letterId,
    letterUrl: urlOfLetter(alert, group.letterId),
    done:
      group.done === null
        ? null
        : { by: keepText(group.done.by, MAX_NAME), at: group.done.at, how: group.done.how },
  };
}

function keepName(name: string | null): string | null {
  return name === null ? null : keepText(name, MAX_NAME);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
