// The services, and what their libraries leave in the dead-letter queue, in the versions that were seen: those of package-lock.json and
// of Debian 12.
import {
  celeryTask,
  nestSays,
  order,
  ponosSays,
  rascalSays,
  recovery,
  rejected,
  symfonyMessage,
  type ExpectedLetter,
} from './expected.ts';
import type { Command } from './program.ts';

type Service = { library: string; command: Command; letters: readonly ExpectedLetter[] };

const node = (file: string): Command => [process.execPath, '--import', 'tsx', `tests/frameworks/${file}`];

const jars = ['amqp-client', 'slf4j-api'].map((name) => `/usr/share/java/${name}.jar`).join(':');

const placed = order(1, rejected('billing', 'orders', 'order.placed'));
const paid = order(2, rejected('billing', 'orders', 'order.paid'));
/** Given back once, then rejected. */
const paidTwice = { ...paid, tries: 2 };
const limited = [
  order(1, rejected('billing', 'orders', 'order.billing')),
  order(2, { ...rejected('limited', 'orders', 'order.limited'), reason: 'delivery_limit' }, { tries: 3 }),
];
const spaced = (letter: ExpectedLetter) => ({ ...letter, holds: letter.holds.replace(':', ': ') });

/** All lies in the body, and only that is changed. */
const inPhp = (letter: ExpectedLetter): ExpectedLetter => ({
  ...letter,
  holds: `order\\";i:${(letter.message as { order: number }).order};`,
  changed: [],
  derived: { ...letter.derived, convention: 'Symfony Messenger (PhpSerializer)' },
});

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
      // The mark takes the place of the count.
      order('retried-and-marked', rascalSays('retried-and-marked'), { tries: 3, changed: recovery }),
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
      {
        ...symfonyMessage(1, { errorType: 'OutOfStock', messageType: 'Charge', deaths: 2, attempts: 3 }),
        deathsOn4: 1,
      },
      symfonyMessage(2, {
        errorType: 'Symfony\\Component\\Messenger\\Exception\\UnrecoverableMessageHandlingException',
        messageType: 'Refund',
        deaths: 0,
        attempts: 1,
      }),
      order(3, {
        ...rejected('mails.send', 'mails', ''),
        convention: 'Symfony Messenger',
        messageType: 'Remind',
        attempts: 1,
      }),
    ],
  },
  {
    library: 'Symfony Messenger 5.4.53 with its PhpSerializer',
    command: ['/usr/bin/php', 'tests/frameworks/symfony-service.php', 'php'],
    letters: [
      inPhp({
        ...symfonyMessage(1, { errorType: 'OutOfStock', messageType: 'Charge', deaths: 2, attempts: 3 }),
        deathsOn4: 1,
      }),
      inPhp(
        symfonyMessage(2, {
          errorType: 'Symfony\\Component\\Messenger\\Exception\\UnrecoverableMessageHandlingException',
          messageType: 'Refund',
          deaths: 0,
          attempts: 1,
        }),
      ),
      inPhp(order(3, { ...rejected('mails.send', 'mails', ''), messageType: 'Remind', attempts: 1 })),
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
