// The slash command: how many letters stand open by queue, a search, or one letter. Answered to who asked alone.
import { personInSlack } from '#lib/auth/slack-person.ts';
import { readConfig } from '#lib/config.ts';
import type { PersonActor } from '#lib/domain/actor.ts';
import { context, sections, type SlackPost } from '#lib/domain/alerts/blocks.ts';
import { counted, errorOf, inUrl, nameOrigin, nameQueue, sayTime } from '#lib/domain/alerts/post-words.ts';
import { codeBlock, codeSpan, count, link, plainLine } from '#lib/domain/escape-slack.ts';
import { isId } from '#lib/domain/ids.ts';
import { reasonInWords } from '#lib/domain/reason.ts';
import { deadLetterFilter } from '#lib/domain/filter.ts';
import { AppError } from '#lib/errors.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { countOpenByQueue } from '#lib/store/open-counts.ts';
import { inTime } from './in-time.ts';
import { sayUnknown } from './slack-acts.ts';

const FOUND = 5;
/** In characters: longer queries make addresses that no section holds. */
const MAX_LINKED = 200;

/** Never throws for what was typed: that is told. */
export async function answerCommand(
  form: URLSearchParams,
): Promise<SlackPost & { response_type: 'ephemeral' }> {
  const member = form.get('user_id') ?? '';
  const person = await personInSlack(member);
  const lines = person === null ? [sayUnknown(member)] : await answerSoon(person, typedIn(form));
  return { response_type: 'ephemeral', text: lines[0] ?? '', blocks: [...sections(lines), help] };
}

/** n.b. Slack sends the three characters that it gives a meaning as entities. */
function typedIn(form: URLSearchParams): string {
  const text = form.get('text') ?? '';
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim();
}

/** What was typed wrongly is told; what is not found in time is to be looked for on the page. */
async function answerSoon(person: PersonActor, text: string): Promise<string[]> {
  const lines = await inTime(
    answer(person, text).catch((error: unknown) => {
      if (error instanceof AppError) return [plainLine(error.message, 1000)];
      throw error;
    }),
  );
  if (lines !== 'late') return lines;
  return [
    `That takes longer than Slack waits: look for it in ${link(`${readConfig().publicUrl}/dead-letters`, 'the inbox')}.`,
  ];
}

const help = context(
  '`/letterthief` open letters by queue',
  '`/letterthief source:orders.* card` a search',
  '`/letterthief ID` one letter',
);

async function answer(person: PersonActor, text: string): Promise<string[]> {
  if (text === '' || text === 'help') return sayQueues(person);
  return isId(text.toLowerCase()) ? sayLetter(person, text.toLowerCase()) : sayFound(person, text);
}

async function sayQueues(person: PersonActor): Promise<string[]> {
  const { queues, total, moreQueues } = await countOpenByQueue(person);
  const { publicUrl } = readConfig();
  if (total === 0) return ['No letter stands open. 🎉'];
  return [
    `*${counted(total, 'open letter')}*  ${link(`${publicUrl}/dead-letters?status=open`, 'Open the inbox')}`,
    ...queues.map(({ queue, letters }) => {
      const page = queue === null ? '' : `&queue=${inUrl(queue)}`;
      return `${link(`${publicUrl}/dead-letters?status=open${page}`, count(letters))}  ${nameQueue(queue)}`;
    }),
    ...(moreQueues > 0 ? [`and ${counted(moreQueues, 'more queue')}`] : []),
  ];
}

async function sayFound(person: PersonActor, text: string): Promise<string[]> {
  const read = deadLetterFilter.pick({ q: true }).safeParse({ q: text });
  if (!read.success) return [`That is no query: ${plainLine(read.error.issues[0]?.message ?? '', 500)}`];
  const { items, nextCursor } = await listDeadLetters(person, { q: text, limit: FOUND });
  const all =
    text.length > MAX_LINKED
      ? ''
      : link(`${readConfig().publicUrl}/dead-letters?q=${inUrl(text)}`, 'Open in the inbox');
  if (items.length === 0) return [`No letter matches ${codeSpan(text, 300)}.`];
  return [
    `${nextCursor === null ? counted(items.length, 'letter') : `The newest ${FOUND} letters`} of ${codeSpan(text, 300)}  ${all}`,
    ...items.map((letter) => {
      const page = link(`${readConfig().publicUrl}/dead-letters/${letter.id}`, 'Letter');
      const error = errorOf(letter);
      return `${page}  ${sayTime(new Date(letter.arrivedAt))}  ${nameQueue(letter.sourceQueue)}  ${letter.status}${error === null ? '' : `  ${codeSpan(error, 200)}`}`;
    }),
  ];
}

async function sayLetter(person: PersonActor, id: string): Promise<string[]> {
  const letter = await readDeadLetter(person, id);
  const error = errorOf(letter);
  const page = link(`${readConfig().publicUrl}/dead-letters/${id}`, 'Open the letter');
  return [
    `${nameQueue(letter.sourceQueue)}  *${plainLine(reasonInWords(letter), 200)}*  ${letter.status}  ${page}`,
    ...(error === null ? [] : [codeBlock(error, 1500)]),
    `${nameOrigin(letter)}  ·  arrived ${sayTime(new Date(letter.arrivedAt))}  ·  ${counted(letter.replays.length, 'replay')}`,
  ].filter((line) => line !== '');
}
