// The ways out, in words: what a target is called, what it looks like, and how it is said in short.
import { addressesOf, type Outlet } from '#lib/domain/alerts/channel.ts';
import { channelOf, type RouteForm } from './route-form.ts';

type Words = {
  name: string;
  target: string;
  placeholder: string;
  hint: string;
  /** Where none is named. */
  none: string;
  /** Who says what a post says. */
  says: string;
};

export const outletWords: Record<Outlet, Words> = {
  slack: {
    name: 'Slack',
    target: 'Channel',
    placeholder: '#orders',
    hint: 'Its name or its ID (C…). Invite the app there.',
    none: 'no channel yet',
    says: 'Slack',
  },
  webhook: {
    name: 'Webhook',
    target: 'URL',
    placeholder: 'https://example.com/hooks/letters',
    hint: 'Gets each post as JSON, signed as Standard Webhooks. Its secret is shown once, after the first save.',
    none: 'no URL yet',
    says: 'a webhook',
  },
  teams: {
    name: 'Teams',
    target: 'URL of a Teams workflow',
    placeholder: 'https://….logic.azure.com/workflows/…',
    hint: 'In Teams: Workflows → “Post to a channel when a webhook request is received”. Whoever has the URL can post.',
    none: 'no URL yet',
    says: 'Teams',
  },
  email: {
    name: 'E-mail',
    target: 'E-mail addresses',
    placeholder: 'orders@example.com, ops@example.com',
    hint: 'With commas between, at most 20. Each gets every post.',
    none: 'no address yet',
    says: 'a mail',
  },
};

/** In short: of a URL only its host, since the rest is a secret. Null where nothing is named, or no URL. */
export function sayTarget(route: RouteForm, slackChannel: string | null): string | null {
  const target = channelOf(route);
  if (route.outlet === 'slack') return target ?? slackChannel;
  if (target === null) return null;
  if (route.outlet === 'email') return sayAddresses(addressesOf(target));
  return URL.canParse(target) ? new URL(target).host : null;
}

function sayAddresses(addresses: readonly string[]): string {
  const shown = addresses.slice(0, 2).join(', ');
  return addresses.length > 2 ? `${shown} and ${addresses.length - 2} more` : shown;
}
