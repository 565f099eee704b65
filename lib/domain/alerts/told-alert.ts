// What an alert tells, whichever way it goes out: its groups, and the words that cards and mails share.
import { countInWords } from '#lib/domain/amount-words.ts';
import { count } from '#lib/domain/escape-slack.ts';
import { reasonInWords } from '#lib/domain/reason.ts';
import { inUrl } from './post-words.ts';
import { sayLine, sayLines } from './told-text.ts';

export type ToldAlert = {
  /** Of the post: the same at every try. */
  id: string;
  kind: 'opened' | 'changed' | 'closed' | 'came_back' | 'notice';
  at: string;
  channelNote: string | null;
  groups: readonly AlertedGroup[];
  moreGroups: number;
  publicUrl: string;
};

export type AlertedGroup = {
  id: string;
  title: string;
  sourceQueue: string | null;
  reason: string | null;
  errorType: string | null;
  errorMessage: string | null;
  exchange: string | null;
  routingKey: string | null;
  owner: string | null;
  letters: number;
  openLetters: number;
  firstAt: string;
  lastAt: string;
  letterId: string;
  done: { by: string; at: string; how: 'replayed' | 'discarded' | 'resolved' } | null;
};

export const MAX_NAME = 200;
const MAX_GROUPS = 20;
const ERROR_SIZES = [2000, 1000, 400, 160];

/** The most that fits: errors are shortened first, then groups are left out and counted. */
export function fitAlert<Made>(
  alert: ToldAlert,
  make: (alert: ToldAlert, maxError: number) => Made,
  fits: (made: Made) => boolean,
): Made {
  const most = keepGroups(alert, MAX_GROUPS);
  for (const maxError of ERROR_SIZES) {
    const made = make(most, maxError);
    if (fits(made)) return made;
  }
  const least = ERROR_SIZES.at(-1) ?? 0;
  for (let many = most.groups.length - 1; many > 1; many -= 1) {
    const made = make(keepGroups(alert, many), least);
    if (fits(made)) return made;
  }
  return make(keepGroups(alert, 1), least);
}

/** “Back again: PaymentDeclined”, or how many groups. */
export function sayHead(alert: ToldAlert): string {
  const head = heads[alert.kind];
  const many = alert.groups.length + alert.moreGroups;
  const [only] = alert.groups;
  if (only === undefined) return head;
  return `${head}: ${many === 1 ? sayLine(only.title, MAX_NAME) : countInWords(many, 'failure group')}`;
}

const heads: Record<ToldAlert['kind'], string> = {
  opened: 'Dead letters',
  changed: 'Update',
  closed: 'Done',
  came_back: 'Back again',
  notice: 'Notice',
};

/** Type and message of the newest letter's error; empty where it has none. */
export function sayError({ errorType, errorMessage }: AlertedGroup, max: number): string {
  return sayLines(
    [errorType, errorMessage].filter((part) => part !== null && part.trim() !== '').join(': '),
    max,
  );
}

/** What is known of a group, as names and values. */
export function sayFacts(group: AlertedGroup): { name: string; value: string }[] {
  const { sourceQueue, owner, letters, openLetters, firstAt, lastAt } = group;
  return [
    { name: 'Source queue', value: sourceQueue === null ? 'unknown' : sayLine(sourceQueue, MAX_NAME) },
    { name: 'Reason', value: sayLine(reasonInWords(group), MAX_NAME) },
    { name: 'Origin', value: sayOrigin(group) },
    { name: 'Letters', value: `${count(letters)}, ${openLetters === 0 ? 'none' : count(openLetters)} open` },
    { name: 'Since', value: sayTime(firstAt) },
    ...(lastAt === firstAt ? [] : [{ name: 'Newest', value: sayTime(lastAt) }]),
    { name: 'Owner', value: owner === null ? 'nobody' : sayLine(owner, MAX_NAME) },
  ];
}

/** “Replayed by Ada, 2026-11-21 03:52:00 UTC”. */
export function sayDone(done: NonNullable<AlertedGroup['done']>): string {
  const how = { replayed: 'Replayed', discarded: 'Discarded', resolved: 'Resolved' }[done.how];
  return `${how} by ${sayLine(done.by, MAX_NAME)}, ${sayTime(done.at)}`;
}

export function sayMoreGroups(moreGroups: number): string {
  return moreGroups > 0 ? `and ${countInWords(moreGroups, 'more failure group')}` : '';
}

/** Where to look: the group where the alert tells of one alone, else all of them. */
export function urlOfAlert(alert: ToldAlert): string {
  const [only] = alert.groups;
  if (only !== undefined && alert.groups.length + alert.moreGroups === 1) return urlOfGroup(alert, only.id);
  return `${withoutSlash(alert.publicUrl)}/failure-groups`;
}

export function urlOfGroup({ publicUrl }: ToldAlert, id: string): string {
  return `${withoutSlash(publicUrl)}/failure-groups/${inUrl(id)}`;
}

export function urlOfLetter({ publicUrl }: ToldAlert, id: string): string {
  return `${withoutSlash(publicUrl)}/dead-letters/${inUrl(id)}`;
}

function keepGroups(alert: ToldAlert, many: number): ToldAlert {
  const left = Math.max(0, alert.groups.length - many);
  return { ...alert, groups: alert.groups.slice(0, many), moreGroups: alert.moreGroups + left };
}

function sayOrigin({ exchange, routingKey }: AlertedGroup): string {
  if (exchange === null || routingKey === null) return 'unknown';
  const from = exchange === '' ? 'default exchange' : sayLine(exchange, MAX_NAME);
  return `${from} → ${routingKey === '' ? '(empty)' : sayLine(routingKey, MAX_NAME)}`;
}

function sayTime(iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return sayLine(iso, 40);
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
