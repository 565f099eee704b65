// What is expected of letters: of those that no framework marks, and of each framework's.
import type { Derived } from '#lib/domain/decode.ts';

export type ExpectedLetter = {
  /** What its body holds, and no other's. */
  holds: string;
  derived: Omit<Derived, 'cameFromReplayId' | 'errorStack'>;
  /** RabbitMQ 4 does not count on from the x-death of what a client publishes. */
  deathsOn4?: number;
  /** What its stack says; none is told of where there is none. */
  stack?: RegExp;
  /** What its replay leaves out or sets anew, besides what RabbitMQ added when it died. */
  changed: readonly string[];
  /** As its handler tells it. */
  message: unknown;
  /** How often the handler fails until it is a dead letter; 0 where the service has none for it. */
  tries: number;
  /** How often its replay, where that differs. */
  triesAgain?: number;
};

/** What RabbitMQ tells of a message that was rejected, of which no framework tells more. */
export const rejected = (
  sourceQueue: string,
  exchange: string,
  routingKey: string,
): ExpectedLetter['derived'] => ({
  sourceQueue,
  exchange,
  routingKey,
  reason: 'rejected',
  deaths: 1,
  errorType: null,
  errorMessage: null,
  convention: null,
  messageType: null,
  attempts: null,
});

/** `{"order":1}`, which is also what its handler says. */
export const order = (
  number: number | string,
  derived: ExpectedLetter['derived'],
  { tries = 1, changed = [] as readonly string[] } = {},
): ExpectedLetter => ({
  holds: JSON.stringify({ order: number }).slice(1, -1),
  derived,
  changed,
  message: { order: number },
  tries,
});

export const recovery = ['header rascal.recovery'];
export const rascalSays = (queue: string) => ({
  ...rejected(queue, 'orders', `order.${queue}`),
  convention: 'Rascal',
  errorType: 'E_STOCK',
  errorMessage: `no stock for {"order":"${queue}"}`,
});
export const ponosSays = (worker: string) => ({
  ...rejected(`shop.${worker}`, '', `shop.${worker}`),
  reason: null,
  deaths: 0,
  convention: 'Ponos',
  errorType: 'OutOfStock',
  errorMessage: `The job of ${worker} was given up`,
  messageType: worker,
});
export const nestSays = (messageType: string) => ({
  ...rejected('orders', '', 'orders'),
  convention: 'NestJS',
  messageType,
});

/** Its handler tells the task's first argument. */
export const celeryTask = (
  argument: string,
  messageType: string,
  told: Pick<ExpectedLetter, 'tries' | 'triesAgain' | 'changed'>,
): ExpectedLetter => ({
  ...order(argument, {
    ...rejected('invoices', '', 'invoices'),
    convention: 'Celery',
    messageType,
    attempts: told.tries,
  }),
  holds: argument,
  ...told,
});
const symfonyStack =
  /^\S+: no stock for \d in \S+symfony-service.php:\d+\n#0 \S+HandleMessageMiddleware.php\(\d+\): \{closure\}\(\)\n/;
export const symfonyMessage = (
  number: number,
  told: { errorType: string; messageType: string; deaths: number; attempts: number },
): ExpectedLetter => ({
  ...order(number, {
    ...rejected('payments.charge', '', 'payments.charge'),
    reason: null,
    convention: 'Symfony Messenger',
    errorMessage: `no stock for ${number}`,
    ...told,
  }),
  stack: symfonyStack,
  tries: told.attempts,
  changed: ['DelayStamp', 'ErrorDetailsStamp', 'RedeliveryStamp', 'SentToFailureTransportStamp'].map(
    (name) => `header X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\${name}`,
  ),
});
