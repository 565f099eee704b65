// The post of a failure group: what failed, where, since when, how often, whose it is, what came of it, and what one can do.
import { codeBlock, codeSpan, count, link, linkEscaped, plainLine } from '#lib/domain/escape-slack.ts';
import { reasonInWords } from '#lib/domain/reason.ts';
import { buttonsOf } from './buttons.ts';
import { context, section, type SlackPost } from './blocks.ts';
import { counted, errorOf, nameOrigin, nameQueue, sayClock, sayTime } from './post-words.ts';
import { mentionOf } from './slack-id.ts';
import { groupUrl, stateOf, type Done, type ToldGroup } from './told-group.ts';

const MAX_TITLE = 300;
const MAX_ERROR = 1600;
const MAX_BODY = 600;
const MAX_SAMPLE = 200;

/** `mentions` are Slack ids, pinged by the first version of a post alone. */
export function buildLeadPost(
  group: ToldGroup,
  publicUrl: string,
  mentions: readonly string[] = [],
): SlackPost {
  const state = stateOf(group);
  const title = sayTitle(group, publicUrl);
  const where = `${nameQueue(group.sourceQueue)}  *${sayReason(group)}*${mentions.map((id) => `  ${mentionOf(id)}`).join('')}`;
  const facts = context(...sayFacts(group));
  const queue = plainLine(group.sourceQueue ?? 'source queue unknown', 200);
  const text = `${countedLetters(group)} in ${queue}: ${plainLine(group.title, 300)}`;
  if (state === 'done' || state === 'came_back')
    return {
      text: `${sayDonePlainly(group)}: ${text}`,
      blocks: [section(`~${title}~\n${where}\n${sayOutcome(group)}`), facts],
    };
  const error = errorOf(group);
  const parts = [`*${title}*`, where];
  if (error !== null) parts.push(codeBlock(error, MAX_ERROR));
  const notes = sayStanding(group);
  return {
    text,
    blocks: [
      section(parts.filter((part) => part !== '').join('\n')),
      ...(group.body === null ? [] : [section(`Body: ${codeBlock(group.body, MAX_BODY)}`)]),
      ...(group.before === null ? [] : [section(sayBefore(group.before))]),
      facts,
      ...(notes.length === 0 ? [] : [context(...notes)]),
      ...(group.after === null ? [buttonsOf(group, publicUrl)] : []),
    ],
  };
}

/** One line of it, for a post of several groups. */
export function sayGroupLine(group: ToldGroup, publicUrl: string): string {
  const title = sayTitle(group, publicUrl);
  const isOver = group.done !== null;
  const facts = [counted(group.letters, 'letter'), ...(isOver ? [sayOutcome(group)] : [])];
  const error = errorOf(group);
  const sample = isOver || error === null ? '' : `\n${codeSpan(error, MAX_SAMPLE)}`;
  return `${isOver ? `~${title}~` : `*${title}*`}\n${nameQueue(group.sourceQueue)}  ${facts.join('  ·  ')}${sample}`;
}

/** n.b. no `*`, `~` or backtick may stand in it, since it is bold or struck. */
function sayTitle(group: ToldGroup, publicUrl: string): string {
  const title = plainLine(
    group.title.replace(/[*~`|]/g, (sign) => lookalikes[sign] ?? sign),
    MAX_TITLE,
  );
  return linkEscaped(groupUrl(group, publicUrl), title || 'A dead letter');
}

const lookalikes: Record<string, string> = { '*': '∗', '~': '∼', '`': 'ˋ', '|': '∣' };

function sayReason(group: ToldGroup): string {
  return group.reason === null && errorOf(group) !== null
    ? 'Came without x-death'
    : plainLine(reasonInWords(group), 200);
}

function sayFacts(group: ToldGroup): string[] {
  const { letters, firstAt, lastAt, deaths, owner } = group;
  return [
    letters === 1
      ? `arrived ${sayTime(firstAt)}`
      : `*${counted(letters, 'letter')}* since ${sayTime(firstAt)}, newest ${sayClock(lastAt)}`,
    nameOrigin(group),
    ...(letters === 1 && deaths > 0 ? [deaths === 1 ? 'died once' : `died ${count(deaths)} times`] : []),
    ...(owner === null ? [] : [`owner ${codeSpan(owner.name, 100)}`]),
  ];
}

/** What stands besides: open ones, those that came back, who is on it. */
function sayStanding(group: ToldGroup): string[] {
  const { openLetters, letters, replaying, cameBack, isTaken, owner, snoozed } = group;
  const notes: string[] = [];
  if (group.after !== null) notes.push(`🔁 goes on in ${sayLater(group.after)}`);
  if (replaying > 0) notes.push(`${counted(replaying, 'letter')} on the way back`);
  if (openLetters !== letters) notes.push(`${count(openLetters)} open`);
  if (cameBack > 0) notes.push(`↩️ ${count(cameBack)} came back after a replay`);
  if (isTaken && owner !== null) notes.push(`✋ ${codeSpan(owner.name, 100)} is on it`);
  if (snoozed !== null)
    notes.push(`💤 snoozed until ${sayClock(snoozed.until)} by ${codeSpan(snoozed.by, 100)}`);
  return notes;
}

function sayBefore({ permalink, done }: NonNullable<ToldGroup['before']>): string {
  const earlier = permalink === null ? 'an earlier post' : link(permalink, 'an earlier post');
  return done === null
    ? `🔁 goes on from ${earlier}`
    : `↩️ *Came back*: ${words[done.how]} ${sayClock(done.at)} by ${codeSpan(done.by, 100)}, told in ${earlier}`;
}

const words: Record<Done['how'], string> = {
  replayed: 'tried again',
  discarded: 'discarded',
  resolved: 'resolved',
};

function sayOutcome({ done, after }: ToldGroup): string {
  if (done === null) return '';
  const outcome = `✓ *${words[done.how]}* by ${codeSpan(done.by, 100)}, ${sayTime(done.at)}`;
  if (after === null || after.at <= done.at) return outcome;
  return `${outcome}\n↩️ *came back* ${sayTime(after.at)}, told in ${sayLater(after)}`;
}

function sayLater({ permalink }: NonNullable<ToldGroup['after']>): string {
  return permalink === null ? 'a later post' : link(permalink, 'a later post');
}

function sayDonePlainly({ done, after }: ToldGroup): string {
  return done === null || (after !== null && after.at > done.at) ? 'Came back' : `✓ ${words[done.how]}`;
}

function countedLetters({ letters }: ToldGroup): string {
  return letters === 1 ? 'Dead letter' : counted(letters, 'dead letter');
}
