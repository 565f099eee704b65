// EasyNetQ's error queue: the original lies in the body (EasyNetQ 7, SystemMessages/Error.cs, Conventions.cs).
import { writeUtf8 } from '#lib/domain/bytes.ts';
import { asObject, readMoment, textIn } from './clues.ts';
import type { Clues, Convention } from './convention.ts';
import { readErrorText } from './error-text.ts';
import { findReplayId, readBase64Text, writeInside, type ToldProperties } from './inside.ts';

export const easyNetQ: Convention = {
  name: 'EasyNetQ',
  certainty: 3,
  reads: [],
  bodyKeys: ['BasicProperties'],
  recognise(clues) {
    const { object } = clues;
    if (object === null) return null;
    const isTyped = clues.properties.type?.includes('EasyNetQ.SystemMessages.Error') === true;
    if (!isTyped && !isShaped(clues)) return null;
    const exception = textIn(object, 'Exception');
    return {
      from: isTyped
        ? 'property type EasyNetQ.SystemMessages.Error'
        : 'the body: Exception, Queue, Message, BasicProperties',
      error: { ...readErrorText(exception), stack: exception },
      failedAt: readMoment(object.DateTime),
      messageType: textIn(object.BasicProperties, 'Type')?.split(/[,:]/, 1)[0] ?? null,
      cameFromReplayId: findReplayId(asObject(object.BasicProperties)?.Headers),
      sourceQueue: textIn(object, 'Queue'),
      // The default exchange is told as an empty text.
      exchange: typeof object.Exchange === 'string' ? object.Exchange : null,
      routingKey: typeof object.RoutingKey === 'string' ? object.RoutingKey : null,
      warnings: ['A replay sends the message inside, which its error message tells as text.'],
    };
  },
  unwrap({ object }) {
    const message = object?.Message;
    const told = asObject(object?.BasicProperties);
    return typeof message !== 'string' || told === null
      ? null
      : writeInside(propertiesOf(told), bodyOf(message));
  },
};

/** Its serializer writes a text's bytes as UTF-8, or as base64 where Base64ErrorMessageSerializer is chosen. */
function bodyOf(message: string): Uint8Array {
  const told = readBase64Text(message);
  return writeUtf8(told !== null && /^\s*[[{]/.test(told) && !/^\s*[[{"]/.test(message) ? told : message);
}

function propertiesOf(told: Readonly<Record<string, unknown>>): ToldProperties {
  const read = (name: string) => (told[`${name}Present`] === false ? undefined : told[name]);
  return {
    contentType: read('ContentType'),
    contentEncoding: read('ContentEncoding'),
    headers: decodeTexts(read('Headers')),
    deliveryMode: read('DeliveryMode'),
    priority: read('Priority') === 0 ? undefined : read('Priority'),
    correlationId: read('CorrelationId'),
    replyTo: read('ReplyTo'),
    messageId: read('MessageId'),
    timestamp: read('Timestamp') === 0 ? undefined : read('Timestamp'),
    type: read('Type'),
    appId: read('AppId'),
  };
}

function decodeTexts(headers: unknown): Readonly<Record<string, unknown>> | undefined {
  const table = asObject(headers);
  if (table === null) return undefined;
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      name,
      typeof value === 'string' ? (readBase64Text(value) ?? value) : value,
    ]),
  );
}

function isShaped({ object }: Clues): boolean {
  return (
    object !== null &&
    ['Exception', 'Queue', 'Message', 'RoutingKey'].every((key) => typeof object[key] === 'string') &&
    asObject(object.BasicProperties) !== null
  );
}
