// The services, and what is expected of the letters that their libraries leave.
import type { Derived } from '#lib/domain/decode.ts';
import type { Command } from './program.ts';

export type ExpectedLetter = {
  /** What its body holds, and no other's. */
  holds: string;
  derived: Omit<Derived, 'cameFromReplayId'>;
  /** What its replay leaves out or sets anew, besides what RabbitMQ added when it died. */
  changed: readonly string[];
  /** What the mended handler says that it took; undefined where the service has none for it. */
  handled: unknown;
};
export type Service = { library: string; command: Command; letters: readonly ExpectedLetter[] };

const node = (file: string): Command => [process.execPath, '--import', 'tsx', `tests/frameworks/${file}`];

/** What RabbitMQ tells of a message that was rejected, of which no framework tells more. */
const rejected = (sourceQueue: string, exchange: string, routingKey: string): ExpectedLetter['derived'] => ({
  sourceQueue,
  exchange,
  routingKey,
  reason: 'rejected',
  deaths: 1,
  errorType: null,
  errorMessage: null,
  errorStack: null,
  convention: null,
  messageType: null,
  attempts: null,
});

/** `{"order":1}`, which is also what its handler says. */
const order = (
  number: number | string,
  derived: ExpectedLetter['derived'],
  changed: readonly string[] = [],
): ExpectedLetter => ({
  holds: JSON.stringify({ order: number }).slice(1, -1),
  derived,
  changed,
  handled: { order: number },
});

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

export const services: readonly Service[] = [
  {
    library: 'amqplib 2.3.1',
    command: node('amqplib.ts'),
    letters: [
      order(1, rejected('billing', 'orders', 'order.placed')),
      order(2, { ...rejected('patient', '', 'patient'), deaths: 4 }),
    ],
  },
  {
    library: 'rabbitmq-client 5.0.8',
    command: node('rabbitmq-client.ts'),
    letters: [
      order(1, rejected('billing', 'orders', 'order.placed')),
      order(2, rejected('billing', 'orders', 'order.paid')),
    ],
  },
  {
    library: 'Rascal 21.0.1',
    command: node('rascal.ts'),
    letters: [
      order('nacked', rejected('nacked', 'orders', 'order.nacked')),
      order('marked', rascalSays('marked'), ['header rascal.recovery']),
      order('retried', { ...rascalSays('retried'), attempts: 3 }, ['header rascal.recovery']),
      order('forwarded', { ...rascalSays('forwarded'), attempts: 3, reason: null, deaths: 0 }, [
        'header CC',
        'header rascal.recovery',
      ]),
    ],
  },
  {
    library: 'Ponos 5.8.3',
    command: node('ponos.ts'),
    letters: [
      order(1, { ...ponosSays('invoice.render'), attempts: 3 }),
      order(2, ponosSays('invoice.check')),
      order(3, { ...ponosSays('order.placed'), attempts: 3 }),
    ],
  },
  {
    library: 'NestJS 11.2.6',
    command: node('nest.ts'),
    letters: [
      order(1, nestSays('order_placed')),
      order(2, nestSays('{"cmd":"sum"}'), ['reply_to']),
      { ...order(3, nestSays('nobody_knows')), handled: undefined },
    ],
  },
  {
    library: 'golevelup 9.0.2',
    command: node('golevelup.ts'),
    letters: [
      order(1, rejected('billing', 'orders', 'order.placed')),
      order(2, rejected('billing', 'orders', 'order.paid')),
    ],
  },
];
