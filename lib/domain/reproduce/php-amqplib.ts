// The message as a program for PHP with php-amqplib.
import { sayHeaders } from './dialect.ts';
import { sayPhp } from './literals.ts';
import { wireName, type ExactProperty, type Message } from './message.ts';
import type { Notes } from './notes.ts';
import { phpDialect, phpFunctions, sayPhpBody, sayPhpUnsigned, sayPhpWords } from './php.ts';

export function writePhpAmqplib(message: Message, notes: Notes): string {
  const headers = sayHeaders(phpDialect, message.headers, notes);
  return [
    '<?php',
    '// composer require php-amqplib/php-amqplib',
    "require_once __DIR__ . '/vendor/autoload.php';",
    '',
    'use PhpAmqpLib\\Connection\\AMQPStreamConnection;',
    'use PhpAmqpLib\\Message\\AMQPMessage;',
    'use PhpAmqpLib\\Wire\\AMQPAbstractCollection as Type;',
    'use PhpAmqpLib\\Wire\\AMQPArray;',
    'use PhpAmqpLib\\Wire\\AMQPDecimal;',
    'use PhpAmqpLib\\Wire\\AMQPTable;',
    '',
    ...phpFunctions,
    '',
    `$body = ${sayPhpBody(message.body)};`,
    '$message = new AMQPMessage($body, [',
    ...message.properties.map(
      (property) => `    '${wireName(property.name)}' => ${sayPhpProperty(property)},`,
    ),
    "    'application_headers' => table([",
    ...headers.map(([name, value]) => `        [${name}, ${value}],`),
    '    ]),',
    ']);',
    '',
    '// Your broker:',
    "$connection = new AMQPStreamConnection('localhost', 5672, 'guest', 'guest', '/');",
    '$channel = $connection->channel();',
    '$channel->confirm_select();',
    '$channel->set_return_listener(fn () => fwrite(STDERR, "No queue took the message.\\n"));',
    `$channel->basic_publish($message, ${sayPhp(message.exchange)}, ${sayPhpWords(message.routingKey)}, true);`,
    '$channel->wait_for_pending_acks_returns(10);',
    '$connection->close();',
    '',
  ].join('\n');
}

export function sayPhpProperty({ value }: ExactProperty): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'bigint' ? sayPhpUnsigned(value) : sayPhpWords(value);
}
