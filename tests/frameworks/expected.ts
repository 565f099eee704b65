// The services, and what is expected of the letters that their libraries leave.
import type { Derived } from '#lib/domain/decode.ts';
import type { Command } from './program.ts';

export type ExpectedLetter = {
  /** What its body holds, and no other's. */
  holds: string;
  derived: Omit<Derived, 'cameFromReplayId' | 'errorStack'>;
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
export type Service = { library: string; command: Command; letters: readonly ExpectedLetter[] };

const node = (file: string): Command => [process.execPath, '--import', 'tsx', `tests/frameworks/${file}`];

const jars = ['amqp-client', 'slf4j-api'].map((name) => `/usr/share/java/${name}.jar`).join(':');

/** What RabbitMQ tells of a message that was rejected, of which no framework tells more. */
const rejected = (sourceQueue: string, exchange: string, routingKey: string): ExpectedLetter['derived'] => ({
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
const order = (
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

const recovery = ['header rascal.recovery'];
const rascalSays = (queue: string) => ({
  ...rejected(queue, 'orders', `order.${queue}`),
  convention: 'Rascal',
  errorType: 'E_STOCK',
  errorMessage: `no stock for {"order":"${queue}"}`,
});
const ponosSays = (worker: string) => ({
  ...rejected(`shop.${worker}`, '', `shop.${worker}`),
  reason: null,
  deaths: 0,
  convention: 'Ponos',
  errorType: 'OutOfStock',
  errorMessage: `The job of ${worker} was given up`,
  messageType: worker,
});
const nestSays = (messageType: string) => ({
  ...rejected('orders', '', 'orders'),
  convention: 'NestJS',
  messageType,
});

/** Its handler tells the task's first argument. */
const celeryTask = (
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
const symfonyMessage = (
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
const placed = order(1, rejected('billing', 'orders', 'order.placed'));
const paid = order(2, rejected('billing', 'orders', 'order.paid'));
/** Given back once, then rejected. */
const paidTwice = { ...paid, tries: 2 };
const limited = [
  order(1, rejected('billing', 'orders', 'order.billing')),
  order(2, { ...rejected('limited', 'orders', 'order.limited'), reason: 'delivery_limit' }, { tries: 3 }),
];
const spaced = (letter: ExpectedLetter) => ({ ...letter, holds: letter.holds.replace(':', ': ') });

export const services: readonly Service[] = [
  {
    library: 'amqplib 2.3.1',
    command: node('amqplib.ts'),
    letters: [placed, order(2, { ...rejected('patient', '', 'patient'), deaths: 4 }, { tries: 3 })],
  },
  { library: 'rabbitmq-client 5.0.8', command: node('rabbitmq-client.ts'), letters: [placed, paid] },
  {
    library: 'Rascal 21.0.1',
    command: node('rascal.ts'),
    letters: [
      order('nacked', rejected('nacked', 'orders', 'order.nacked')),
      order('marked', rascalSays('marked'), { changed: recovery }),
      order('retried', { ...rascalSays('retried'), attempts: 3 }, { tries: 3, changed: recovery }),
      order(
        'forwarded',
        { ...rascalSays('forwarded'), attempts: 3, reason: null, deaths: 0 },
        { tries: 3, changed: ['header CC', ...recovery] },
      ),
    ],
  },
  {
    library: 'Ponos 5.8.3',
    command: node('ponos.ts'),
    letters: [
      order(1, { ...ponosSays('invoice.render'), attempts: 3 }, { tries: 3 }),
      order(2, ponosSays('invoice.check')),
      order(3, { ...ponosSays('order.placed'), attempts: 3 }, { tries: 3 }),
    ],
  },
  {
    library: 'NestJS 11.2.6',
    command: node('nest.ts'),
    letters: [
      order(1, nestSays('order_placed')),
      order(2, nestSays('{"cmd":"sum"}'), { changed: ['reply_to'] }),
      order(3, nestSays('nobody_knows'), { tries: 0 }),
    ],
  },
  { library: 'golevelup 9.0.2', command: node('golevelup.ts'), letters: [placed, paid] },
  {
    library: 'Symfony Messenger 5.4.53',
    command: ['/usr/bin/php', 'tests/frameworks/symfony-service.php'],
    letters: [
      symfonyMessage(1, { errorType: 'OutOfStock', messageType: 'Charge', deaths: 2, attempts: 3 }),
      symfonyMessage(2, {
        errorType: 'Symfony\\Component\\Messenger\\Exception\\UnrecoverableMessageHandlingException',
        messageType: 'Refund',
        deaths: 0,
        attempts: 1,
      }),
    ],
  },
  {
    library: 'Celery 5.2.6',
    command: ['/usr/bin/python3', 'tests/frameworks/celery_service.py'],
    letters: [
      celeryTask('A-1', "shop.send_invoice ('A-1',)", {
        tries: 3,
        // It was retried enough.
        triesAgain: 1,
        changed: [],
      }),
      celeryTask('A-2', "shop.charge ('A-2',) {'currency': 'EUR'}", {
        tries: 1,
        changed: ['header expires'],
      }),
    ],
  },
  {
    library: 'pika 1.2.0',
    command: ['/usr/bin/python3', 'tests/frameworks/pika_service.py'],
    letters: limited.map(spaced),
  },
  {
    library: 'Bunny 2.19.0',
    command: ['/usr/bin/ruby', 'tests/frameworks/bunny_service.rb'],
    letters: limited,
  },
  {
    library: 'php-amqplib 3.5.3',
    command: ['/usr/bin/php', 'tests/frameworks/php-amqplib-service.php'],
    letters: [placed, paidTwice],
  },
  {
    library: 'amqp-client 5.0.0 (Java)',
    command: ['/usr/bin/java', '-XX:TieredStopAtLevel=1', '-cp', jars, 'tests/frameworks/java-service.java'],
    letters: [placed, paidTwice],
  },
];
