// Letters to be reproduced, dead as RabbitMQ says it, and what of a message that arrives differs from its letter.
import type { ReproducedLetter } from '#lib/domain/reproduce/message.ts';
import { readExactHeaders, type ExactHeader } from '#lib/domain/reproduce/exact-headers.ts';
import { MAX_INLINE } from '#lib/domain/reproduce/targets.ts';
import { aboutHeader } from '#lib/domain/reproduce/dialect.ts';
import { wireName } from '#lib/domain/reproduce/message.ts';
import { splitProperties, type PropertyName } from '#lib/domain/properties.ts';
import { entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';
import { rawLetters } from './raw-letters.ts';

/** Whatever ends a literal, begins something inside one, or hides: for bodies, names, values and keys alike. */
export const hostile = [
  `quotes ' " \` ''' """ and \\ \\' \\" \\\\ at the end \\`,
  'dollars $HOME ${HOME} $(id) `id` {$this} #{x} %s %d !! !$ \\$x',
  'lines\none\r\ntwo\ttab\u2028three\u2029four\u0085five',
  'escapes \\u0022 \\u{27} \\x27 \\n \\0 \\N{DIGIT ONE} \\u000a',
  'ends END\nEND\nJSON; ?> */ --> <!-- </script> <<<X \n. \n"""\n',
  'unseen \u202Eabc\u2066d\u200B\uFEFF\u00AD\u0000\u0007\u001B[201~\u007F',
  'Grüße ☂ 𝄞 👩‍👩‍👧 é e\u0301',
  '\\',
  '',
] as const;

const texts = joinBytes(
  ...hostile.map((value, at) => entry(`text ${at}`, 'S', sized(value))),
  ...hostile.filter((name) => utf8(name).length < 128).map((name) => entry(name, 'S', sized('a name'))),
  entry('!', 'F', sized(entry('!', 'S', sized('int8')))),
  entry('1', 'S', sized('a number as a name')),
  entry('inside', 'A', sized(joinBytes(...hostile.map((value) => joinBytes(utf8('S'), sized(value)))))),
  entry('table', 'F', sized(joinBytes(...hostile.map((name) => entry(name, 'x', sized(name)))))),
);
const common = {
  contentType: shortstr('application/json'),
  priority: uint(1, 3),
  correlationId: shortstr(`it's "$x" \\ \n`),
  messageId: shortstr('ord-88213'),
  timestamp: uint(8, 1_795_255_200),
  type: shortstr('OrderPlaced'),
};

type Told = { name: string; routingKey: Uint8Array; propertyBytes: Uint8Array; body: Uint8Array };

export function tellLetters(): Told[] {
  const wanted = ['types', 'nested', 'keys', 'dropped', 'every-property', 'nothing', 'routing-key-not-utf8'];
  const raw = rawLetters('guest').filter(({ name }) => [...wanted, 'body-of-all-bytes'].includes(name));
  const body = utf8(hostile.filter((text) => !text.includes('\u001B')).join('\n'));
  return [
    ...raw,
    {
      name: 'hostile',
      routingKey: utf8(hostile[0] + hostile[1]),
      propertyBytes: properties({ ...common, headers: sized(texts), deliveryMode: uint(1, 2) }),
      body,
    },
    {
      name: 'binary',
      routingKey: utf8(hostile[2]),
      propertyBytes: properties({ ...common, deliveryMode: uint(1, 1) }),
      body: Uint8Array.from({ length: 256 }, (_, at) => at),
    },
  ];
}

/** The letter, with the x-death that its queue's dead-letter exchange would have put there. */
export function letterOf({ propertyBytes, routingKey, body }: Told, exchange: string): ReproducedLetter {
  const { values } = splitProperties(propertyBytes);
  const own = values.get('headers')?.subarray(4) ?? new Uint8Array();
  const text = (name: string, value: Uint8Array | string) => entry(name, 'S', sized(value));
  const death = joinBytes(
    utf8('F'),
    sized(
      joinBytes(
        text('reason', 'rejected'),
        text('queue', 'q'),
        text('exchange', exchange),
        entry('routing-keys', 'A', sized(joinBytes(utf8('S'), sized(routingKey)))),
      ),
    ),
  );
  const headers = sized(joinBytes(entry('x-death', 'A', sized(death)), own));
  return {
    id: crypto.randomUUID(),
    exchange,
    routingKey: Buffer.from(routingKey).toString(),
    sourceQueue: 'q',
    convention: null,
    propertyBytes: properties({ ...Object.fromEntries(values), headers }),
    body: body.length > MAX_INLINE ? null : body,
  };
}

const gone =
  /^(x-death|x-delivery-count|x-acquired-count|x-letterthief-replay-id|CC|BCC|x-(first|last)-death-.*)$/;
const goneProperties: PropertyName[] = ['headers', 'expiration', 'userId'];

/** In the words of a note's `about`: "header x", "cluster_id". */
export function findDifferences(letter: Uint8Array, arrived: Uint8Array): string[] {
  const [before, after] = [splitProperties(letter).values, splitProperties(arrived).values];
  const replyTo = Buffer.from(before.get('replyTo')?.subarray(1) ?? []).toString();
  if (replyTo.startsWith('amq.rabbitmq.reply-to')) before.delete('replyTo');
  for (const name of goneProperties) before.delete(name);
  const hex = (bytes: Uint8Array | undefined) =>
    bytes === undefined ? null : Buffer.from(bytes).toString('hex');
  const differing = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => name !== 'headers' && hex(before.get(name)) !== hex(after.get(name)))
    .map(wireName);
  const [sent, got] = [letter, arrived].map((one) => readByName(one));
  const names = new Set([...sent!.keys(), ...got!.keys()]);
  return [...differing, ...[...names].filter((name) => sent!.get(name) !== got!.get(name))].toSorted();
}

/** All values of each name, in order, with their types. */
function readByName(propertyBytes: Uint8Array): Map<string, string> {
  const table = splitProperties(propertyBytes).values.get('headers')?.subarray(4) ?? new Uint8Array();
  const found = new Map<string, string>();
  for (const header of readExactHeaders(table).filter(
    ({ name }) => typeof name !== 'string' || !gone.test(name),
  )) {
    const about = aboutHeader(header.name);
    found.set(about, (found.get(about) ?? '') + showHeader(header));
  }
  return found;
}

/** Tables by name: their order means nothing. */
function showHeader({ name, value }: ExactHeader): string {
  return `${show(name)}: ${show(value)};`;
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${key} ${show(one)}`)
      .join(', ')}}`;
  return Object.is(value, -0) ? '-0' : `${typeof value} ${String(value)}`;
}
