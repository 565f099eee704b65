// EasyNetQ's error queue: the original lies in the body (EasyNetQ 7, SystemMessages/Error.cs, Conventions.cs).
import { asObject, readMoment, textIn } from './clues.ts';
import type { Clues, Convention } from './convention.ts';
import { readErrorText } from './error-text.ts';

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
      sourceQueue: textIn(object, 'Queue'),
      // The default exchange is told as an empty text.
      exchange: typeof object.Exchange === 'string' ? object.Exchange : null,
      routingKey: typeof object.RoutingKey === 'string' ? object.RoutingKey : null,
    };
  },
};

function isShaped({ object }: Clues): boolean {
  return (
    object !== null &&
    ['Exception', 'Queue', 'Message', 'RoutingKey'].every((key) => typeof object[key] === 'string') &&
    asObject(object.BasicProperties) !== null
  );
}
