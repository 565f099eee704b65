// What an alert says in Slack: one post for one letter, or one that folds many. All foreign text passes through escape-slack.ts.
import { codeBlock, codeSpan, count, link, plainLine } from './escape-slack.ts';
import { reasonInWords } from './reason.ts';

export type AlertLetter = {
  id: string;
  deadLetterQueue: string;
  sourceQueue: string | null;
  exchange: string | null;
  routingKey: string | null;
  reason: string | null;
  errorType: string | null;
  errorMessage: string | null;
  deaths: number;
  arrivedAt: string;
};

/** Letters of one source queue that share a post; reason and error are those of its newest letter. */
export type FoldedQueue = Pick<AlertLetter, 'sourceQueue' | 'reason' | 'errorType' | 'errorMessage'> & {
  count: number;
  firstArrivedAt: string;
  lastArrivedAt: string;
};

/** `queues` may be bounded by the store; `total` and `queueCount` (by default all that are given) are not. */
export type FoldedSummary = { total: number; queues: readonly FoldedQueue[]; queueCount?: number };

/** What chat.postMessage takes: `text` is for push messages and screen readers, `blocks` for the channel. */
export type AlertPost = { text: string; blocks: AlertBlock[] };
export type AlertBlock = { type: 'section'; text: AlertText } | { type: 'context'; elements: AlertText[] };
/** `verbatim` keeps Slack from making links and mentions of bare words. */
export type AlertText = { type: 'mrkdwn'; text: string; verbatim: true };

const MAX_NAME = 200;
const MAX_ERROR = 1600;
const MAX_SAMPLE = 160;
const MAX_SECTION = 2900;
const MAX_QUEUES = 20;
// n.b. besides its documented limits Slack refuses posts whose blocks are over about 13,200 characters in all
// (msg_blocks_too_long, slackapi/bolt-js#2509).
const MAX_QUEUE_LINES = 9000;

/** The post for one letter. */
export function buildAlertPost(letter: AlertLetter, publicUrl: string): AlertPost {
  const error = errorOf(letter);
  const isStraight = letter.reason === null && error !== null;
  const reason = isStraight ? 'Came without x-death' : plainLine(reasonInWords(letter), MAX_NAME);
  const url = `${publicUrl}/dead-letters/${encodeURIComponent(letter.id)}`;
  const title = `${nameQueue(letter.sourceQueue)}  *${reason}*  ${link(url, 'Open the letter')}`;
  const block = error === null ? '' : codeBlock(error, MAX_ERROR);
  const facts = [
    nameOrigin(letter),
    ...sayDeaths(letter.deaths),
    `arrived ${sayTime(letter.arrivedAt)}`,
    `in ${codeSpan(letter.deadLetterQueue, MAX_NAME)}`,
  ];
  const queue = letter.sourceQueue ?? 'source queue unknown';
  return {
    text: `Dead letter in ${plainLine(queue, MAX_NAME)}: ${error === null ? reason : plainLine(error, 300)}`,
    blocks: [section(block === '' ? title : `${title}\n${block}`), context(facts.join('  ·  '))],
  };
}

/** One post that covers many letters: their source queues, most letters first, as many as fit. */
export function buildFoldedPost(summary: FoldedSummary, publicUrl: string): AlertPost {
  const queueCount = summary.queueCount ?? summary.queues.length;
  const queues = summary.queues.toSorted((a, b) => b.count - a.count);
  const lines: string[] = [];
  let room = MAX_QUEUE_LINES;
  let listed = 0;
  for (const queue of queues.slice(0, MAX_QUEUES)) {
    const line = sayQueue(queue, publicUrl);
    if (line.length > Math.min(room, MAX_SECTION)) continue;
    room -= line.length;
    listed += queue.count;
    lines.push(line);
  }
  const more = queueCount - lines.length;
  if (more > 0)
    lines.push(`and ${counted(more, 'more queue')} with ${counted(summary.total - listed, 'letter')}`);
  const head = `${counted(summary.total, 'dead letter')} in ${counted(queueCount, 'queue')}`;
  return {
    text: `${head}: ${queues
      .slice(0, 3)
      .map(
        (queue) =>
          `${plainLine(queue.sourceQueue ?? 'source queue unknown', MAX_NAME)} (${count(queue.count)})`,
      )
      .join(', ')}`,
    blocks: [
      section(`*${head}*  ${link(`${publicUrl}/dead-letters`, 'Open the inbox')}`),
      ...intoSections(lines),
      context(`Told together because many came at once  ·  ${sayRange(queues)}`),
    ],
  };
}

function sayQueue(queue: FoldedQueue, publicUrl: string): string {
  const query =
    queue.sourceQueue === null ? '' : `?queue=${encodeURIComponent(wellFormed(queue.sourceQueue))}`;
  const show = link(`${publicUrl}/dead-letters${query}`, 'Show');
  const error = errorOf(queue);
  const sample = error === null ? plainLine(reasonInWords(queue), MAX_SAMPLE) : codeSpan(error, MAX_SAMPLE);
  return `*${count(queue.count)}*  ${nameQueue(queue.sourceQueue)}  ${show}\n>${sample}`;
}

function errorOf({
  errorType,
  errorMessage,
}: Pick<AlertLetter, 'errorType' | 'errorMessage'>): string | null {
  return [errorType, errorMessage].filter((part) => part !== null && part.trim() !== '').join(': ') || null;
}

function nameQueue(queue: string | null): string {
  return queue === null ? 'Source queue unknown' : codeSpan(queue, MAX_NAME);
}

function nameOrigin({ exchange, routingKey }: AlertLetter): string {
  if (exchange === null || routingKey === null) return 'origin unknown';
  const from = exchange === '' ? 'default exchange' : codeSpan(exchange, MAX_NAME);
  return `${from} → ${codeSpan(routingKey, MAX_NAME)}`;
}

function sayDeaths(deaths: number): string[] {
  if (deaths < 1) return [];
  return [deaths === 1 ? 'died once' : `died ${count(deaths)} times`];
}

function sayRange(queues: readonly FoldedQueue[]): string {
  const times = queues.flatMap((queue) => [queue.firstArrivedAt, queue.lastArrivedAt]).toSorted();
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return 'just now';
  return first === last ? `arrived ${sayTime(first)}` : `arrived ${sayTime(first)} to ${sayTime(last)}`;
}

/** A time in the reader's own zone. */
function sayTime(iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return plainLine(iso, 40);
  const words = `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time_secs}|${words}>`;
}

function counted(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function intoSections(lines: readonly string[]): AlertBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < MAX_SECTION)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map(section);
}

function section(text: string): AlertBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function context(text: string): AlertBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** Lone surrogates have no place in a URL. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}
