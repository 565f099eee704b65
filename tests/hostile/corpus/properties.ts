// Properties and marks of our own that lie.
import { deathIn, text } from '#tests/letters.ts';
import { entry, joinBytes, shortstr, sized, uint, utf8 } from '#tests/wire.ts';
import type { HostileLetter } from '../letter.ts';

const oneLetter = '01900000-0000-7000-8000-000000000001';
const cc = (name: string, ...queues: string[]) =>
  entry(name, 'A', sized(joinBytes(...queues.map((queue) => joinBytes(utf8('S'), sized(queue))))));

export const lies: HostileLetter[] = [
  { name: 'no property at all', isBare: true },
  {
    name: 'a content type of 255 bytes of garbage',
    properties: { contentType: shortstr(Uint8Array.from({ length: 255 }, (_, at) => (at * 151 + 7) % 256)) },
  },
  {
    name: 'a content type that a pattern could stumble over',
    properties: { contentType: shortstr(`${'charset '.repeat(15)}${'charset= '.repeat(14)}`.slice(0, 255)) },
  },
  { name: 'a routing key of 255 bytes', routingKey: 'k'.repeat(255), told: { routingKey: 'k'.repeat(255) } },
  { name: 'an empty routing key', routingKey: '', told: { routingKey: '' } },
  { name: 'a timestamp in milliseconds', properties: { timestamp: uint(8, 1_795_255_200_000) } },
  { name: 'a timestamp at the end of 64 bits', properties: { timestamp: uint(8, 2n ** 64n - 1n) } },
  {
    name: 'a priority of 255',
    properties: { priority: uint(1, 255) },
  },
  {
    name: 'an expiration',
    source: { queue: 'hostile.waiting', arguments: {} },
    properties: { expiration: shortstr('1') },
    told: { reason: 'expired', sourceQueue: 'hostile.waiting' },
  },
  { name: "another's user_id", properties: { userId: shortstr('somebody-else') } },
  { name: 'a direct reply-to', properties: { replyTo: shortstr('amq.rabbitmq.reply-to.g1h2AAAA') } },
  {
    name: 'CC and BCC to a queue of replays',
    headers: joinBytes(cc('BCC', 'hostile.copies'), cc('CC', 'hostile.copies')),
  },
  {
    name: "a replay's mark that is another letter's id",
    headers: text('x-letterthief-replay-id', oneLetter),
    sought: oneLetter,
    told: { cameFrom: { replayId: oneLetter, deadLetterId: null, isSameQueue: false } },
  },
  {
    name: "a replay's mark that is no id",
    headers: text('x-letterthief-replay-id', "' OR ''='"),
    sought: "' OR ''='",
    told: { cameFrom: null },
  },
  {
    name: "a replay's mark of 10 KB",
    headers: text('x-letterthief-replay-id', 'r'.repeat(10_000)),
    sought: 'rrrrrrrr',
    told: { cameFrom: null },
  },
  {
    name: "a replay's mark that is a table",
    headers: entry('x-letterthief-replay-id', 'F', sized(text('id', 'x'))),
    told: { cameFrom: null },
  },
  {
    name: 'marks of deaths that never were',
    headers: joinBytes(
      text('x-first-death-queue', '<b>'),
      text('x-last-death-reason', '<b>'),
      entry('x-delivery-count', 'l', uint(8, -1n)),
      entry('x-acquired-count', 'S', sized('x')),
    ),
  },
  {
    name: 'a stack trace of blanks',
    headers: joinBytes(
      text('x-exception-message', `a${' '.repeat(50_000)}b`),
      text('x-exception-stacktrace', `x${' '.repeat(60_000)}y`),
    ),
  },
  {
    name: 'a stack trace of line ends',
    headers: text('x-exception-stacktrace', `x${'\r\n'.repeat(60_000)}y`),
  },
  {
    name: 'a stack trace of 10,000 frames',
    source: null,
    headers: text('x-exception-stacktrace', `a.B: c\n${'at a.b(C:1)\n'.repeat(10_000)}`),
    told: { errorType: 'a.B' },
  },
  {
    name: 'a stack trace for every pattern',
    source: null,
    headers: text(
      'x-exception-stacktrace',
      `${'a:1:'.repeat(5000)}in\n${'$.\\'.repeat(5000)}:${' '.repeat(5000)}\n${'../'.repeat(20_000)}`,
    ),
  },
  {
    name: 'an error of blanks and line ends alone',
    source: null,
    headers: joinBytes(text('x-exception-message', ' \n\t '), text('x-exception-stacktrace', '\n\n')),
  },
  {
    name: 'a death and Spring at odds',
    source: null,
    headers: joinBytes(
      deathIn('orders.billing'),
      text('x-original-exchange', 'elsewhere'),
      text('x-original-routingKey', 'other'),
    ),
    told: { sourceQueue: 'orders.billing', exchange: 'orders' },
  },
];
