// Letters as frameworks leave them in a dead-letter queue, each with its source: a first failure, and a repeated one.
import type { PropertyName } from '#lib/domain/properties.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { deathIn, deaths, delivery, text } from '#tests/letters.ts';
import { entry, joinBytes, properties, shortstr, sized, uint, utf8 } from '#tests/wire.ts';
import { envelope } from './php-envelope.ts';

export type Expected = {
  convention: string | null;
  errorType?: string | null;
  errorMessage?: string | null;
  messageType?: string | null;
  attempts?: number | null;
  sourceQueue?: string | null;
  exchange?: string | null;
  routingKey?: string | null;
};

export type ConventionLetter = {
  name: string;
  letter: Delivery;
  expected: Expected;
  /** What its replay says that it leaves out or sets anew, besides x-death and what RabbitMQ adds. */
  changed: string[];
};

type Told = {
  headers?: Uint8Array[];
  body?: string;
  type?: string;
  appId?: string;
  contentEncoding?: string;
  queue?: string;
  exchange?: string;
  routingKey?: string;
};

export function letterOf({ headers = [], body = '{}', ...told }: Told): Delivery {
  const strings: Partial<Record<PropertyName, string | undefined>> = {
    type: told.type,
    appId: told.appId,
    contentEncoding: told.contentEncoding,
  };
  const values = Object.entries(strings).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, shortstr(value)] as const],
  );
  return {
    ...delivery({
      body,
      queue: told.queue ?? 'letterthief',
      exchange: utf8(told.exchange ?? 'letterthief'),
      routingKey: utf8(told.routingKey ?? 'dead'),
    }),
    propertyBytes: properties({ headers: sized(joinBytes(...headers)), ...Object.fromEntries(values) }),
  };
}

const table = (name: string, ...entries: Uint8Array[]) => entry(name, 'F', sized(joinBytes(...entries)));
const int8 = (name: string, value: number) => entry(name, 'b', uint(1, value));
const int32 = (name: string, value: number) => entry(name, 'I', uint(4, value));
const int64 = (name: string, value: number) => entry(name, 'l', uint(8, value));
const json = (value: unknown) => JSON.stringify(value);

const javaStack = `org.springframework.amqp.rabbit.support.ListenerExecutionFailedException: Listener threw exception
	at org.springframework.amqp.rabbit.listener.adapter.MessagingMessageListenerAdapter.invokeHandler(MessagingMessageListenerAdapter.java:218)
Caused by: java.lang.IllegalStateException: no stock for A-1
	at com.shop.Stock.reserve(Stock.java:42)`;

/** spring-amqp 3.1, RepublishMessageRecoverer.java. */
const springHeaders = (count?: number) => [
  text('x-exception-message', 'no stock for A-1'),
  text('x-exception-stacktrace', javaStack),
  text('x-original-exchange', 'orders'),
  text('x-original-routingKey', 'order.placed'),
  text('__TypeId__', 'com.shop.OrderPlaced'),
  ...(count === undefined ? [] : [int64('retry-count', count)]),
];

/** MassTransit 8, MessageHeaders.cs; the envelope of its JSON serializer. */
const massTransitHeaders = (retries: number | null) => [
  text('MT-Reason', 'fault'),
  text('MT-Fault-ExceptionType', 'System.InvalidOperationException'),
  text('MT-Fault-Message', 'no stock'),
  text('MT-Fault-StackTrace', '   at Shop.Consumers.ReserveConsumer.Consume() in /src/Reserve.cs:line 12'),
  text('MT-Fault-Timestamp', '2026-11-21T10:00:00.0000000Z'),
  text('MT-Fault-InputAddress', 'rabbitmq://localhost/shop/reserve-stock?durable=true'),
  ...(retries === null ? [] : [int32('MT-Fault-RetryCount', retries)]),
  text('MT-Host-MachineName', 'vm'),
];

/** NServiceBus Core 9, HeaderWriterErrorError.txt. */
const nServiceBusHeaders = (delayed: number | null) => [
  text('NServiceBus.FailedQ', 'Shop.Billing'),
  text('NServiceBus.ExceptionInfo.ExceptionType', 'System.Exception'),
  text('NServiceBus.ExceptionInfo.Message', 'The endpoint fails'),
  text(
    'NServiceBus.ExceptionInfo.StackTrace',
    'System.Exception: The endpoint fails\n   at Handler.Handle()',
  ),
  text('NServiceBus.TimeOfFailure', '2026-08-19 23:28:31:799804 Z'),
  text('NServiceBus.EnclosedMessageTypes', 'Shop.OrderPlaced, Shop, Version=1.0.0.0;Shop.IEvent, Shop'),
  text('NServiceBus.MessageId', '5f0d3c5e'),
  ...(delayed === null ? [] : [text('NServiceBus.Retries', String(delayed))]),
];
const nServiceBusDropped = (delayed: boolean) => [
  'header NServiceBus.FailedQ',
  'header NServiceBus.ExceptionInfo.ExceptionType',
  'header NServiceBus.ExceptionInfo.Message',
  'header NServiceBus.ExceptionInfo.StackTrace',
  'header NServiceBus.TimeOfFailure',
  ...(delayed ? ['header NServiceBus.Retries'] : []),
];

/** Symfony Messenger 5.4.53, as tests/frameworks/symfony-service.php makes them (7: the same in Stamp/ and Serializer.php). */
const stamp = (name: string, ...stamps: unknown[]) =>
  text(`X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\${name}`, json(stamps));
const symfonyError = (message: string) => ({
  exceptionClass: 'App\\Payment\\CardDeclined',
  exceptionCode: 0,
  exceptionMessage: message,
  flattenException: {
    message,
    class: 'App\\Payment\\CardDeclined',
    file: '/app/src/Payment/Charge.php',
    line: 31,
    trace: [
      { class: '', type: '', function: '', file: '/app/src/Payment/Charge.php', line: 31 },
      { class: 'App\\Handler', type: '->', function: '__invoke', file: '/app/src/Handler.php', line: 12 },
    ],
  },
});
const stampName = (name: string) => `header X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\${name}`;

/** What tests/frameworks/symfony-service.php sends with “php”. */
const sent = (retries: number[], { isSent = false } = {}) =>
  envelope(
    {
      BusNameStamp: [{ busName: 'orders' }],
      ...(retries.length > 0 && {
        RedeliveryStamp: retries.map((retryCount) => ({ retryCount, redeliveredAt: null })),
      }),
      ...(isSent && {
        ErrorDetailsStamp: [
          {
            exceptionClass: 'App\\Payment\\CardDeclined',
            exceptionCode: 0,
            exceptionMessage: 'the card "was" declined',
          },
        ],
        SentToFailureTransportStamp: [{ originalReceiverName: 'async' }],
      }),
    },
    { class: 'App\\Message\\Charge', fields: { order: 1, note: "Jürgen's" } },
  );

/** Dramatiq 1.17, message.py. */
const dramatiqBody = (options: object) =>
  json({
    queue_name: 'mail',
    actor_name: 'send_mail',
    args: [1],
    kwargs: {},
    options,
    message_id: 'a',
    message_timestamp: 1,
  });

/** laravel/framework 11, Queue.php. */
const laravelBody = json({
  uuid: 'u',
  displayName: 'App\\Jobs\\SendInvoice',
  job: 'Illuminate\\Queue\\CallQueuedHandler@call',
  maxTries: 3,
  data: { commandName: 'App\\Jobs\\SendInvoice', command: 'O:20:"App\\Jobs\\SendInvoice":0:{}' },
});

/** EasyNetQ 7, SystemMessages/Error.cs. */
const easyNetQBody = (exchange: string) =>
  json({
    RoutingKey: 'order.placed',
    Exchange: exchange,
    Queue: 'Shop.OrderPlaced_billing',
    Exception:
      'System.TimeoutException: The bank did not answer\n   at Shop.Bank.Charge() in /src/Bank.cs:line 9',
    Message: '{"order":1}',
    DateTime: '2026-11-21T10:00:00Z',
    BasicProperties: { ContentType: null, Type: 'Shop.OrderPlaced, Shop', Headers: {}, DeliveryMode: 2 },
  });

/** Ponos 5.8.3, as tests/frameworks/ponos.ts makes them: of an error JSON keeps what it has besides message and stack. */
const ponosJob = { order: 1, tid: 't' };
const ponosBody = (originalError: object, attempt?: number) =>
  json({
    originalJobPayload: ponosJob,
    originalJobMeta: { headers: {}, timestamp: 1795255200000, appId: 'web' },
    originalWorkerName: 'invoice.render',
    error: {
      data: {
        originalError,
        queue: 'invoice.render',
        job: ponosJob,
        ...(attempt === undefined ? {} : { attempt }),
      },
      reporting: {},
      'error@context': {},
    },
    tid: 'n',
  });

/** kicks 3.2, handlers/maxretry.rb. */
const retryInfo = (attempts: number) => ({
  error: 'reject',
  num_attempts: attempts,
  failed_at: '2026-11-21T10:00:00Z',
  properties: { headers: {} },
  error_class: 'RuntimeError',
  error_message: 'no such user',
  backtrace: ["/app/workers/mail.rb:12:in `work'", "/gems/kicks/worker.rb:50:in `call'"],
});

/** Celery 5.2.6, as tests/frameworks/celery_service.py makes them. */
const celeryHeaders = (retries: number, expires: Uint8Array) => [
  text('argsrepr', "('A-1',)"),
  entry('eta', 'V'),
  expires,
  text('id', 'a1'),
  text('kwargsrepr', '{}'),
  text('lang', 'py'),
  int32('retries', retries),
  text('root_id', 'a1'),
  text('task', 'shop.tasks.send_invoice'),
  entry('timelimit', 'A', sized(utf8('VV'))),
];

/** Rascal 21.0.1, as tests/frameworks/rascal.ts makes them: marked to be nacked at once, or republished so often. */
const rascalHeader = (recovery: Uint8Array) =>
  table(
    'rascal',
    text('originalQueue', 'invoices.render'),
    text('originalVhost', '/'),
    int8('redeliveries', 0),
    table('recovery', table('invoices.render', recovery)),
    text('originalExchange', 'invoices'),
    text('originalRoutingKey', 'invoice.due'),
    table('error', text('message', 'no template'), text('code', 'ENOENT')),
    entry('restoreRoutingHeaders', 't', uint(1, 1)),
  );
const rascalDeath = deathIn('invoices.render', { exchange: '', routingKey: 'invoices.render' });

const orders = deathIn('orders.billing');
const spring = {
  convention: 'Spring AMQP',
  errorType: 'org.springframework.amqp.rabbit.support.ListenerExecutionFailedException',
  errorMessage: 'no stock for A-1',
  messageType: 'com.shop.OrderPlaced',
  exchange: 'orders',
  routingKey: 'order.placed',
};
const springDropped = [
  'x-exception-message',
  'x-exception-stacktrace',
  'x-original-exchange',
  'x-original-routingKey',
].map((name) => `header ${name}`);
const massTransit = {
  convention: 'MassTransit',
  errorType: 'System.InvalidOperationException',
  errorMessage: 'no stock',
  sourceQueue: 'reserve-stock',
  exchange: null,
};
const massTransitDropped = [
  'Reason',
  'Fault-ExceptionType',
  'Fault-Message',
  'Fault-StackTrace',
  'Fault-Timestamp',
  'Fault-InputAddress',
].map((name) => `header MT-${name}`);
const nServiceBus = {
  convention: 'NServiceBus',
  errorType: 'System.Exception',
  errorMessage: 'The endpoint fails',
  messageType: 'Shop.OrderPlaced',
  sourceQueue: 'Shop.Billing',
};
const symfony = {
  convention: 'Symfony Messenger',
  errorType: 'App\\Payment\\CardDeclined',
  messageType: 'App\\Message\\Charge',
};
const symfonyOrigin = { sourceQueue: 'payments.charge', exchange: '', routingKey: 'payments.charge' };
const symfonyDelay = 'delay_payments_payments.charge_5_retry';
const redelivered = (retryCount: number) => ({
  retryCount,
  exceptionMessage: null,
  flattenException: null,
  redeliveredAt: '2026-11-21T10:00:00+00:00',
});
const symfonyChanged = [
  'ErrorDetailsStamp',
  'RedeliveryStamp',
  'SentToFailureTransportStamp',
  'DelayStamp',
].map(stampName);
const easyNetQ = {
  convention: 'EasyNetQ',
  errorType: 'System.TimeoutException',
  errorMessage: 'The bank did not answer',
  messageType: 'Shop.OrderPlaced',
  sourceQueue: 'Shop.OrderPlaced_billing',
  routingKey: 'order.placed',
};
const ponos = {
  convention: 'Ponos',
  messageType: 'invoice.render',
  sourceQueue: 'svc.invoice.render',
  exchange: '',
  routingKey: 'svc.invoice.render',
};
const kicks = {
  convention: 'Sneakers / Kicks',
  errorType: 'RuntimeError',
  errorMessage: 'no such user',
  sourceQueue: 'mail',
};
const celery = {
  convention: 'Celery',
  messageType: "shop.tasks.send_invoice ('A-1',)",
  sourceQueue: 'celery',
};
const rascal = {
  convention: 'Rascal',
  errorType: 'ENOENT',
  errorMessage: 'no template',
  sourceQueue: 'invoices.render',
  exchange: 'invoices',
  routingKey: 'invoice.due',
};
/** Rebus 8, Messages/Headers.cs. */
const rebusDetails =
  'no stock\n\n1 unhandled exceptions: System.InvalidOperationException: no stock\n   at Shop.Handlers.Reserve.Handle()';
const rebus = {
  convention: 'Rebus',
  errorType: 'System.InvalidOperationException',
  errorMessage: 'no stock',
  messageType: 'Shop.OrderPlaced',
  sourceQueue: 'billing',
};
const wolverine = {
  convention: 'Wolverine',
  errorType: 'System.DivideByZeroException',
  errorMessage: 'zero',
  messageType: 'Shop.Charge',
  sourceQueue: 'incoming',
};
/** Wolverine 4, Transports/DeadLetterQueueConstants.cs. */
const wolverineHeaders = (attempts: number) => [
  text('exception-type', 'System.DivideByZeroException'),
  text('exception-message', 'zero'),
  text('exception-stack', '   at Shop.Charge.Handle()'),
  text('failed-at', '1795255200000'),
  text('original-destination', 'rabbitmq://queue/incoming'),
  text('attempts', String(attempts)),
  text('message-type', 'Shop.Charge'),
];
const wolverineDropped = [
  'exception-type',
  'exception-message',
  'exception-stack',
  'failed-at',
  'original-destination',
  'attempts',
].map((name) => `header ${name}`);
/** Brighter 10, MessagingGateway.RMQ/HeaderNames.cs. */
const brighterHeaders = (handled: number) => [
  text('MessageType', 'MT_EVENT'),
  text('Topic', 'order.placed'),
  text('MessageId', 'a'),
  int32('HandledCount', handled),
];
/** Watermill 1.4, message/router/middleware/poison.go. */
const watermillHeaders = (handler: string) => [
  text('reason_poisoned', 'context deadline exceeded: bank'),
  text('topic_poisoned', 'payments'),
  text('handler_poisoned', handler),
  text('subscriber_poisoned', 'amqp.Subscriber'),
];
const watermillDropped = ['reason', 'topic', 'handler', 'subscriber'].map(
  (name) => `header ${name}_poisoned`,
);
/** convenia/Pigeon 3.1, Drivers/Driver.php. */
const pigeonDeath = (reason = 'rejected', count = 1) =>
  deathIn('payment.done.shipping', { exchange: 'event', routingKey: 'payment.done', reason, count });
const pigeonWay = { exchange: 'amq.direct', routingKey: 'dead', contentEncoding: 'utf8' };
const pigeon = {
  convention: 'Pigeon',
  messageType: 'payment.done',
  sourceQueue: 'payment.done.shipping',
  exchange: 'event',
  routingKey: 'payment.done',
};
const traceback =
  'Traceback (most recent call last):\n  File "/app/mail.py", line 12, in send\n    smtp.send(m)\nsmtplib.SMTPException: relay denied';

export const conventionLetters: readonly ConventionLetter[] = [
  {
    name: 'Symfony Messenger (PhpSerializer), first',
    letter: letterOf({
      headers: [deathIn('mails.send', { exchange: 'mails', routingKey: '' })],
      body: sent([]),
    }),
    expected: {
      convention: 'Symfony Messenger (PhpSerializer)',
      messageType: 'App\\Message\\Charge',
      attempts: 1,
      sourceQueue: 'mails.send',
      exchange: 'mails',
    },
    changed: [],
  },
  {
    name: 'Symfony Messenger (PhpSerializer), at last',
    letter: letterOf({
      body: sent([1, 2, 0], { isSent: true }),
      queue: 'failed',
      routingKey: 'payments.charge',
    }),
    expected: {
      convention: 'Symfony Messenger (PhpSerializer)',
      errorType: 'App\\Payment\\CardDeclined',
      errorMessage: 'the card "was" declined',
      messageType: 'App\\Message\\Charge',
      attempts: 3,
      sourceQueue: 'payments.charge',
      exchange: '',
      routingKey: 'payments.charge',
    },
    changed: [],
  },
  {
    name: 'Spring, first',
    letter: letterOf({ headers: springHeaders() }),
    expected: { ...spring, attempts: null },
    changed: springDropped,
  },
  {
    name: 'Spring, again',
    letter: letterOf({ headers: springHeaders(2), queue: 'orders.billing.dlq' }),
    expected: { ...spring, attempts: 3, sourceQueue: 'orders.billing' },
    changed: [...springDropped, 'header retry-count'],
  },
  {
    name: 'MassTransit, first',
    letter: letterOf({
      headers: massTransitHeaders(null),
      body: json({ messageType: ['urn:message:Shop:Reserve'], message: {} }),
    }),
    expected: { ...massTransit, attempts: 1, messageType: 'Shop.Reserve' },
    changed: [...massTransitDropped, 'header MT-Host-MachineName'],
  },
  {
    name: 'MassTransit, again',
    letter: letterOf({ headers: massTransitHeaders(3) }),
    expected: { ...massTransit, attempts: 4 },
    changed: [...massTransitDropped, 'header MT-Fault-RetryCount', 'header MT-Host-MachineName'],
  },
  {
    name: 'NServiceBus, first',
    letter: letterOf({ headers: nServiceBusHeaders(null) }),
    expected: { ...nServiceBus, attempts: null },
    changed: nServiceBusDropped(false),
  },
  {
    name: 'NServiceBus, again, through its delay queues',
    letter: letterOf({
      headers: [
        ...nServiceBusHeaders(3),
        deathIn('nsb.v2.delay-level-03', { reason: 'expired', exchange: 'nsb.v2.delay-level-03' }),
      ],
    }),
    expected: { ...nServiceBus, attempts: 4, exchange: null },
    changed: nServiceBusDropped(true),
  },
  {
    name: 'Rebus, first',
    letter: letterOf({
      headers: [
        text('rbs2-error-details', rebusDetails),
        text('rbs2-source-queue', 'billing'),
        text('rbs2-msg-type', 'Shop.OrderPlaced, Shop'),
      ],
    }),
    expected: { ...rebus, attempts: null },
    changed: ['header rbs2-error-details', 'header rbs2-source-queue'],
  },
  {
    name: 'Rebus, again',
    letter: letterOf({
      headers: [
        text('rbs2-error-details', rebusDetails),
        text('rbs2-source-queue', 'billing'),
        text('rbs2-msg-type', 'Shop.OrderPlaced, Shop'),
        text('rbs2-delivery-count', '5'),
      ],
    }),
    expected: { ...rebus, attempts: 5 },
    changed: ['header rbs2-error-details', 'header rbs2-source-queue', 'header rbs2-delivery-count'],
  },
  {
    name: 'EasyNetQ, first',
    letter: letterOf({ type: 'EasyNetQ.SystemMessages.Error, EasyNetQ', body: easyNetQBody('orders') }),
    expected: { ...easyNetQ, exchange: 'orders' },
    changed: [],
  },
  {
    name: 'EasyNetQ, by its shape, from the default exchange',
    letter: letterOf({ body: easyNetQBody('') }),
    expected: { ...easyNetQ, exchange: '' },
    changed: [],
  },
  {
    name: 'Ponos, first',
    letter: letterOf({ appId: 'svc.error.publisher', body: ponosBody({}) }),
    expected: { ...ponos, errorType: 'WorkerStopError', attempts: null },
    changed: [],
  },
  {
    name: 'Ponos, again',
    letter: letterOf({ appId: 'svc', body: ponosBody({ code: 'ECONNREFUSED', errno: -111 }, 6) }),
    expected: { ...ponos, errorType: 'ECONNREFUSED', attempts: 6 },
    changed: [],
  },
  {
    name: 'Kicks, first',
    letter: letterOf({ headers: [text('retry_info', json(retryInfo(1)))], queue: 'mail-error' }),
    expected: { ...kicks, attempts: 1 },
    changed: [],
  },
  {
    name: 'Kicks, again, as a list',
    letter: letterOf({
      headers: [text('retry_info', json([retryInfo(5), retryInfo(1)]))],
      queue: 'mail-error',
    }),
    expected: { ...kicks, attempts: 5 },
    changed: [],
  },
  {
    name: 'Rascal, first',
    letter: letterOf({
      headers: [rascalHeader(entry('immediateNack', 't', uint(1, 1))), rascalDeath],
    }),
    expected: { ...rascal, attempts: null },
    changed: ['header rascal.recovery'],
  },
  {
    name: 'Rascal, again',
    letter: letterOf({ headers: [rascalHeader(int8('republished', 4)), rascalDeath] }),
    expected: { ...rascal, attempts: 5 },
    changed: ['header rascal.recovery'],
  },
  {
    name: 'Symfony, first',
    letter: letterOf({
      routingKey: 'payments.charge',
      headers: [
        text('type', 'App\\Message\\Charge'),
        stamp('BusNameStamp', { busName: 'b' }),
        stamp('ErrorDetailsStamp', symfonyError('declined')),
        stamp('SentToFailureTransportStamp', { originalReceiverName: 'async' }),
        stamp('DelayStamp', { delay: 0 }),
        stamp('RedeliveryStamp', redelivered(0)),
      ],
    }),
    expected: { ...symfony, ...symfonyOrigin, errorMessage: 'declined', attempts: 1 },
    changed: symfonyChanged,
  },
  {
    name: 'Symfony, again: the last error tells, and the count before it was sent to the failure transport',
    letter: letterOf({
      routingKey: 'payments.charge',
      headers: [
        stamp('DelayStamp', { delay: 5 }, { delay: 5 }, { delay: 0 }),
        stamp('ErrorDetailsStamp', symfonyError('declined'), symfonyError('expired card')),
        stamp('RedeliveryStamp', redelivered(1), redelivered(2), redelivered(0)),
        text('type', 'App\\Message\\Charge'),
        deathIn(symfonyDelay, { reason: 'expired', exchange: 'delays', routingKey: symfonyDelay, count: 2 }),
        stamp('SentToFailureTransportStamp', { originalReceiverName: 'async' }),
      ],
    }),
    expected: { ...symfony, ...symfonyOrigin, errorMessage: 'expired card', attempts: 3 },
    changed: symfonyChanged,
  },
  {
    name: 'Symfony, rejected without a failure transport: RabbitMQ says where',
    letter: letterOf({
      headers: [
        text('type', 'App\\Message\\Charge'),
        stamp('ErrorDetailsStamp', symfonyError('declined')),
        stamp('RedeliveryStamp', redelivered(1)),
        deathIn('payments.charge', { exchange: '', routingKey: 'payments.charge' }),
      ],
    }),
    expected: { ...symfony, ...symfonyOrigin, errorMessage: 'declined', attempts: 2 },
    changed: [stampName('ErrorDetailsStamp'), stampName('RedeliveryStamp')],
  },
  {
    name: 'Laravel, first',
    letter: letterOf({
      headers: [table('laravel', int32('attempts', 0)), deathIn('default')],
      body: laravelBody,
    }),
    expected: {
      convention: 'Laravel',
      messageType: 'App\\Jobs\\SendInvoice',
      attempts: 1,
      sourceQueue: 'default',
    },
    changed: [],
  },
  {
    name: 'Laravel, again',
    letter: letterOf({
      headers: [
        table('laravel', int32('attempts', 2), text('x', 'y')),
        deaths(['default', {}], ['default.delay.2000', { reason: 'expired' }]),
      ],
      body: laravelBody,
    }),
    expected: {
      convention: 'Laravel',
      messageType: 'App\\Jobs\\SendInvoice',
      attempts: 3,
      sourceQueue: 'default',
    },
    changed: ['header laravel.attempts set to 0'],
  },
  {
    name: 'Wolverine, first',
    letter: letterOf({ headers: wolverineHeaders(1) }),
    expected: { ...wolverine, attempts: 1 },
    changed: wolverineDropped,
  },
  {
    name: 'Wolverine, again',
    letter: letterOf({ headers: wolverineHeaders(3) }),
    expected: { ...wolverine, attempts: 3 },
    changed: wolverineDropped,
  },
  {
    name: 'Watermill, first',
    letter: letterOf({ headers: watermillHeaders('charge') }),
    expected: {
      convention: 'Watermill',
      errorMessage: 'context deadline exceeded: bank',
      messageType: 'charge',
      sourceQueue: 'payments',
    },
    changed: watermillDropped,
  },
  {
    name: 'Watermill, another handler',
    letter: letterOf({ headers: watermillHeaders('refund') }),
    expected: { convention: 'Watermill', messageType: 'refund', sourceQueue: 'payments' },
    changed: watermillDropped,
  },
  {
    name: 'Brighter, first',
    letter: letterOf({ headers: [...brighterHeaders(0), orders] }),
    expected: {
      convention: 'Brighter',
      messageType: 'order.placed',
      attempts: 1,
      sourceQueue: 'orders.billing',
    },
    changed: [],
  },
  {
    name: 'Brighter, again',
    letter: letterOf({ headers: [...brighterHeaders(3), orders] }),
    expected: {
      convention: 'Brighter',
      messageType: 'order.placed',
      attempts: 4,
      sourceQueue: 'orders.billing',
    },
    changed: ['header HandledCount set to 0'],
  },
  {
    name: 'Celery, first',
    letter: letterOf({
      headers: [...celeryHeaders(0, text('expires', '2026-11-21T10:00:00+00:00')), deathIn('celery')],
    }),
    expected: { ...celery, attempts: 1 },
    changed: ['header expires'],
  },
  {
    name: 'Celery, again',
    letter: letterOf({ headers: [...celeryHeaders(2, entry('expires', 'V')), deathIn('celery')] }),
    expected: { ...celery, attempts: 3 },
    changed: [],
  },
  {
    name: 'Dramatiq, first',
    letter: letterOf({ headers: [deathIn('mail')], body: dramatiqBody({}) }),
    expected: { convention: 'Dramatiq', messageType: 'send_mail', attempts: null, sourceQueue: 'mail' },
    changed: [],
  },
  {
    name: 'Dramatiq, again',
    letter: letterOf({ headers: [deathIn('mail')], body: dramatiqBody({ retries: 3, traceback }) }),
    expected: {
      convention: 'Dramatiq',
      messageType: 'send_mail',
      attempts: 4,
      errorType: 'smtplib.SMTPException',
      errorMessage: 'relay denied',
      sourceQueue: 'mail',
    },
    changed: [],
  },
  // taskiq-aio-pika 0.4, broker.py.
  {
    name: 'Taskiq, first',
    letter: letterOf({ headers: [text('task_id', 'a'), text('task_name', 'app:send'), deathIn('taskiq')] }),
    expected: { convention: 'Taskiq', messageType: 'app:send', attempts: null, sourceQueue: 'taskiq' },
    changed: [],
  },
  {
    name: 'Taskiq, again',
    letter: letterOf({
      headers: [text('task_id', 'a'), text('task_name', 'app:send'), int32('_retries', 2), deathIn('taskiq')],
    }),
    expected: { convention: 'Taskiq', messageType: 'app:send', attempts: 3, sourceQueue: 'taskiq' },
    changed: [],
  },
  {
    name: 'Pigeon, first',
    letter: letterOf({ headers: [text('category', 'payment.done'), pigeonDeath()], ...pigeonWay }),
    expected: pigeon,
    changed: [],
  },
  {
    name: 'Pigeon, nobody listens',
    letter: letterOf({
      headers: [text('category', 'payment.done'), pigeonDeath('expired', 2)],
      ...pigeonWay,
    }),
    expected: pigeon,
    changed: [],
  },
  // @nestjs/microservices 11.2.6, as tests/frameworks/nest.ts makes them.
  {
    name: 'NestJS, an event',
    letter: letterOf({ headers: [orders], body: json({ pattern: 'order_placed', data: { id: 1 } }) }),
    expected: { convention: 'NestJS', messageType: 'order_placed', sourceQueue: 'orders.billing' },
    changed: [],
  },
  {
    name: 'NestJS, a request by an object',
    letter: letterOf({
      headers: [deathIn('orders.billing', { count: 2 })],
      body: json({ pattern: { cmd: 'sum' }, data: [1], id: 'a' }),
    }),
    expected: { convention: 'NestJS', messageType: '{"cmd":"sum"}' },
    changed: [],
  },
  {
    name: 'plain, first',
    letter: letterOf({ headers: [orders], body: json({ order: 1 }) }),
    expected: {
      convention: null,
      errorType: null,
      messageType: null,
      attempts: null,
      sourceQueue: 'orders.billing',
      exchange: 'orders',
      routingKey: 'order.placed',
    },
    changed: [],
  },
  {
    name: 'plain, again',
    letter: letterOf({ headers: [deathIn('orders.billing', { count: 7 })], body: 'no JSON' }),
    expected: { convention: null, sourceQueue: 'orders.billing' },
    changed: [],
  },
];
