// HTML, SVG and what React itself gives a meaning, wherever a message has room for text.
import { deathIn, text } from '#tests/letters.ts';
import { entry, joinBytes, shortstr, sized, utf8 } from '#tests/wire.ts';
import { fullQueue, poison, shortPoison, type HostileLetter } from '../letter.ts';

const stack = (where: string) => `com.shop.Boom: ${poison(where)}\n\tat ${poison(where)}(A.java:1)`;

export const markup: HostileLetter[] = [
  {
    name: 'HTML with scripts in its body',
    properties: { contentType: shortstr('text/html') },
    body: `<!doctype html><title>x</title><body onload="globalThis.stolen='onload'">${poison('html')}`,
    sought: 'onload="globalThis.stolen=\'onload\'"',
  },
  {
    name: 'SVG with scripts in its body',
    properties: { contentType: shortstr('image/svg+xml') },
    body: `<svg xmlns="http://www.w3.org/2000/svg" onload="globalThis.stolen='svg'"><script>alert(1)</script></svg>`,
    sought: "onload=\"globalThis.stolen='svg'",
  },
  {
    name: 'scripts in JSON keys and values',
    properties: { contentType: shortstr('application/json') },
    body: JSON.stringify({ [poison('key')]: poison('value'), list: [poison('item')] }),
    sought: 'canary.invalid/item',
  },
  {
    name: 'scripts in header values',
    headers: joinBytes(
      text('a', poison('header')),
      entry('b', 'A', sized(joinBytes(utf8('S'), sized(poison('in an array'))))),
    ),
    sought: 'canary.invalid/in an array',
  },
  {
    name: 'scripts in header names',
    headers: joinBytes(
      text(shortPoison('name'), 'x'),
      entry('t', 'F', sized(text(shortPoison('inner'), 'y'))),
    ),
    sought: "stolen='inner'",
  },
  {
    name: 'scripts in its routing key',
    routingKey: shortPoison('key'),
    sought: "stolen='key'",
    told: { routingKey: shortPoison('key'), deliveredRoutingKey: shortPoison('key') },
  },
  {
    name: 'scripts in the name of its queue',
    source: { ...fullQueue, queue: shortPoison('queue') },
    sought: "stolen='queue'",
    told: { sourceQueue: shortPoison('queue') },
  },
  {
    name: 'scripts in error and stack trace',
    headers: joinBytes(
      text('x-exception-message', poison('message')),
      text('x-exception-stacktrace', stack('stack')),
    ),
    sought: 'canary.invalid/stack',
    told: { errorMessage: poison('message'), errorType: 'com.shop.Boom' },
  },
  {
    name: 'scripts in its content type',
    properties: { contentType: shortstr(shortPoison('type')) },
    sought: "stolen='type'",
  },
  {
    name: 'scripts in every property',
    properties: Object.fromEntries(
      (['contentType', 'contentEncoding', 'replyTo', 'messageId', 'type', 'appId', 'clusterId'] as const).map(
        (name) => [name, shortstr(shortPoison(name))],
      ),
    ),
    sought: "stolen='clusterId'",
  },
  {
    name: "scripts in Spring's headers",
    source: null,
    headers: joinBytes(
      text('x-original-exchange', poison('exchange')),
      text('x-original-routingKey', shortPoison('springkey')),
      text('x-exception-message', poison('spring')),
      text('x-exception-stacktrace', stack('spring')),
    ),
    sought: "stolen='springkey'",
    told: { exchange: poison('exchange'), routingKey: shortPoison('springkey'), errorType: 'com.shop.Boom' },
  },
  {
    name: 'scripts in x-death',
    source: null,
    headers: deathIn(shortPoison('deathqueue'), {
      reason: shortPoison('reason'),
      exchange: shortPoison('exchange'),
      routingKey: shortPoison('deathkey'),
    }),
    sought: "stolen='deathkey'",
    told: {
      sourceQueue: shortPoison('deathqueue'),
      reason: shortPoison('reason'),
      routingKey: shortPoison('deathkey'),
    },
  },
  {
    name: 'addresses that run scripts',
    headers: text('link', 'javascript:alert(1)'),
    body: JSON.stringify({
      href: "javascript:globalThis.stolen='href'",
      src: 'data:text/html,<script>alert(1)</script>',
    }),
    sought: "javascript:globalThis.stolen='href'",
  },
  {
    name: "the end of a script, and of a page's own data",
    headers: joinBytes(
      text('a', '</script><script>alert(1)</script><!--<script>'),
      text('b', '\u2028\u2029]]>'),
      text('c', '"])</script>'),
    ),
    body: '</script><script>self.__next_f.push([1,"x"])</script><!--<script>',
    sought: 'self.__next_f.push',
  },
  {
    name: "React's own marks",
    headers: joinBytes(
      text('$$typeof', 'Symbol(react.element)'),
      text('children', '$undefined'),
      text('dangerouslySetInnerHTML', '{"__html":"<script>alert(1)</script>"}'),
      text('key', '$L1'),
      text('ref', '$@0'),
      text('$1', '$Sreact.fragment'),
      text('$-0', '$NaN'),
      text('$D', '$n123'),
    ),
    body: '{"$$typeof":"$Sreact.transitional.element","type":"script","props":{"children":"alert(1)"},"__html":"$L1"}',
    sought: '$Sreact.transitional.element',
  },
];
