// The message as Laravel code with Pigeon (convenia/Pigeon 3.1, Publisher.php): it writes its body itself, as JSON of an array.
import { fromBase64, readUtf8 } from '#lib/domain/bytes.ts';
import { sayHeaders } from './dialect.ts';
import { sayPhp } from './literals.ts';
import { wireName, type BodyForm, type Message } from './message.ts';
import type { Notes } from './notes.ts';
import { sayPhpProperty } from './php-amqplib.ts';
import { phpDialect, phpFunctions, sayPhpBody, sayPhpWords } from './php.ts';

/** What Pigeon sets by itself, unless it is told something else. */
const defaults = ['content_type', 'content_encoding', 'correlation_id', 'expiration', 'app_id'];

export function writePigeon(message: Message, notes: Notes): string {
  if (message.body.kind !== 'file' && !isJsonObject(message.body))
    notes.add('Pigeon sends JSON objects and arrays alone, and this body is neither: take php-amqplib');
  else
    notes.add('Pigeon writes the body anew: the same JSON, perhaps with other spaces, escapes and numbers');
  const isEvent = message.exchange === 'event';
  if (message.exchange !== '' && !isEvent)
    notes.add('Pigeon declares the exchange: put its type where it says direct, if it is of another');
  const headers = sayHeaders(phpDialect, message.headers, notes);
  const present = message.properties.map(({ name }) => wireName(name));
  const type = isEvent ? 'topic' : 'direct';
  return [
    '<?php',
    '// For php artisan tinker, or a test. Your broker is the one of config/pigeon.php.',
    'use Convenia\\Pigeon\\Facade\\Pigeon;',
    'use PhpAmqpLib\\Wire\\AMQPAbstractCollection as Type;',
    'use PhpAmqpLib\\Wire\\AMQPArray;',
    'use PhpAmqpLib\\Wire\\AMQPDecimal;',
    'use PhpAmqpLib\\Wire\\AMQPTable;',
    '',
    ...phpFunctions,
    '',
    `$body = ${sayPhpBody(message.body)};`,
    `Pigeon::exchange(${sayPhp(message.exchange)}, '${type}')`,
    `    ->routing(${sayPhpWords(message.routingKey)})`,
    '    ->publish((array) json_decode($body, flags: JSON_THROW_ON_ERROR), [',
    ...message.properties.map(
      (property) => `        '${wireName(property.name)}' => ${sayPhpProperty(property)},`,
    ),
    // Else it would set its own.
    ...defaults.filter((name) => !present.includes(name)).map((name) => `        '${name}' => null,`),
    "        'application_headers' => table([",
    ...headers.map(([name, value]) => `            [${name}, ${value}],`),
    '        ]),',
    '    ]);',
    '',
  ].join('\n');
}

function isJsonObject(body: Exclude<BodyForm, { kind: 'file' }>): boolean {
  const text = body.kind === 'text' ? body.text : readUtf8(fromBase64(body.base64));
  try {
    return text !== null && typeof JSON.parse(text) === 'object' && JSON.parse(text) !== null;
  } catch {
    return false;
  }
}
