// The message as a program for Java with Spring AMQP, which tells AMQP's type from Java's (RabbitMQ's client, ValueWriter.java).
import { toBase64 } from '#lib/domain/bytes.ts';
import { sayHeaders, tooDeep, type Dialect } from './dialect.ts';
import { sayPoint, type Words } from './exact-headers.ts';
import { sayJava, splitLines, wrapBase64 } from './literals.ts';
import { type BodyForm, type ExactProperty, type Message, wireName } from './message.ts';
import type { Notes, Said } from './notes.ts';
import { bodyFile } from './targets.ts';

const unsigned = 'Java has integers with a sign alone: sent as a longer one';
const onlyText = 'Spring writes names, properties and keys as UTF-8 text only: left out';
/** Java counts milliseconds in 64 bits. */
const MAX_TIME = (2n ** 63n - 1n) / 1000n;
/** In characters: no text of a Java program may have more than 65,535 bytes. */
const MAX_TEXT = 16_000;

const dialect: Dialect = {
  name: (name) => sayWords(name),
  scalars: {
    boolean: String,
    int8: (value) => `(byte) ${value}`,
    uint8: (value) => ({ instead: `(short) ${value}`, why: unsigned }),
    int16: (value) => `(short) ${value}`,
    uint16: (value) => ({ instead: String(value), why: unsigned }),
    int32: String,
    uint32: (value) => ({ instead: `${value}L`, why: unsigned }),
    int64: (value) => `${value}L`,
    uint64: (value) => ({ instead: sayJava(String(value)), why: unsigned }),
    float: (value) => `${sayPoint(value)}f`,
    double: (value) => `${sayPoint(value)}d`,
    // The digits with a sign: above 2^31 the same bits are a negative number.
    decimal: ({ places, digits }) => `BigDecimal.valueOf(${digits | 0}L, ${places})`,
    longstr: (value) =>
      typeof value === 'string' ? sayText(value) : `LongStringHelper.asLongString(${sayBytes(value)})`,
    bytes: sayBytes,
    timestamp: (value) => sayTime(value, sayJava(String(value))),
    void: () => 'null',
    unknown: () => tooDeep,
  },
  array: (items) => `Arrays.asList(new Object[] {${items.join(', ')}})`,
  table: (entries) => `table(${entries.flat().join(', ')})`,
};

export function writeSpring(message: Message, notes: Notes): string {
  notes.add('Spring sends headers in an order of its own');
  const headers = sayHeaders(dialect, message.headers, notes);
  const key = notes.take(sayWords(message.routingKey), 'routing key') ?? '""';
  // Spring sets these by itself, unless it is told not to.
  const absent = (['contentType', 'deliveryMode', 'priority'] as const).filter((name) =>
    message.properties.every((property) => property.name !== name),
  );
  return [
    '// Needs org.springframework.amqp:spring-rabbit.',
    ...imports.map((name) => `import ${name};`),
    '',
    'public class PublishLetter {',
    '    public static void main(String[] given) throws Exception {',
    '        // Your broker:',
    '        CachingConnectionFactory connections = new CachingConnectionFactory("localhost", 5672);',
    '        connections.setUsername("guest");',
    '        connections.setPassword("guest");',
    '        connections.setVirtualHost("/");',
    '        MessageProperties properties = new MessageProperties();',
    ...absent.map((name) => `        properties.set${capital(name)}(null);`),
    ...message.properties.flatMap((property) => sayProperty(property, notes)),
    ...headers.map(([name, value]) => `        properties.setHeader(${name}, ${value});`),
    `        byte[] body = ${sayBody(message.body)};`,
    `        new RabbitTemplate(connections).send(${sayJava(message.exchange)}, ${key}, new Message(body, properties));`,
    '        connections.destroy();',
    '    }',
    '',
    '    static Map<String, Object> table(Object... entries) {',
    '        Map<String, Object> table = new LinkedHashMap<>();',
    '        for (int at = 0; at < entries.length; at += 2) table.put((String) entries[at], entries[at + 1]);',
    '        return table;',
    '    }',
    '}',
    '',
  ].join('\n');
}

const imports = [
  'com.rabbitmq.client.impl.LongStringHelper',
  'java.math.BigDecimal',
  'java.nio.charset.StandardCharsets',
  'java.nio.file.Files',
  'java.nio.file.Path',
  'java.util.Arrays',
  'java.util.Base64',
  'java.util.Date',
  'java.util.LinkedHashMap',
  'java.util.Map',
  'org.springframework.amqp.core.Message',
  'org.springframework.amqp.core.MessageDeliveryMode',
  'org.springframework.amqp.core.MessageProperties',
  'org.springframework.amqp.rabbit.connection.CachingConnectionFactory',
  'org.springframework.amqp.rabbit.core.RabbitTemplate',
];

function sayProperty(property: ExactProperty, notes: Notes): string[] {
  const literal = notes.take(sayPropertyValue(property), wireName(property.name));
  return literal === null ? [] : [`        properties.set${capital(property.name)}(${literal});`];
}

function sayPropertyValue({ name, value }: ExactProperty): Said {
  if (typeof value === 'bigint') return sayTime(value, null);
  if (typeof value !== 'number') return sayWords(value);
  if (name === 'priority') return String(value);
  if (value === 2) return 'MessageDeliveryMode.PERSISTENT';
  if (value === 1) return 'MessageDeliveryMode.NON_PERSISTENT';
  return { instead: 'null', why: 'Spring knows the delivery modes 1 and 2: left out' };
}

function sayTime(value: bigint, instead: string | null): Said {
  if (value <= MAX_TIME) return `new Date(${value * 1000n}L)`;
  return {
    instead,
    why: `Beyond the times that Java has: ${instead === null ? 'left out' : 'sent as text'}`,
  };
}

function sayWords(words: Words): Said {
  return typeof words === 'string' ? sayJava(words) : { instead: null, why: onlyText };
}

function sayText(text: string): string {
  if (text.length <= MAX_TEXT) return sayJava(text);
  const parts = text.match(new RegExp(`[^]{1,${MAX_TEXT}}`, 'g')) ?? [];
  return `String.join("", ${parts.map(sayJava).join(', ')})`;
}

function sayBody(body: BodyForm): string {
  if (body.kind === 'file') return `Files.readAllBytes(Path.of("${bodyFile}"))`;
  if (body.kind === 'text')
    return `String.join("",\n            ${splitLines(body.text).map(sayText).join(',\n            ')}).getBytes(StandardCharsets.UTF_8)`;
  const lines = wrapBase64(body.base64).map((line) => `"${line}"`);
  return `Base64.getDecoder().decode(String.join("",\n            ${['""', ...lines].join(',\n            ')}))`;
}

function sayBytes(bytes: Uint8Array): string {
  return `Base64.getDecoder().decode("${toBase64(bytes)}")`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
