// A service with rabbitmq-client: its consumer nacks what its handler throws for.
import { Connection } from 'rabbitmq-client';
import { closeWhenTold, failUntilMended, sayHandled, url } from './service.ts';

const connection = new Connection(url);
const consumer = connection.createConsumer(
  {
    queue: 'billing',
    requeue: false,
    queueOptions: { durable: true, arguments: { 'x-dead-letter-exchange': 'letterthief' } },
    exchanges: [{ exchange: 'orders', type: 'topic', durable: true }],
    queueBindings: [{ exchange: 'orders', routingKey: 'order.*' }],
  },
  async (message) => {
    failUntilMended(message.body);
    sayHandled(message.body);
  },
);
// Each handler that throws is told here.
consumer.on('error', () => undefined);
const publisher = connection.createPublisher({ confirm: true });
consumer.once('ready', () => {
  void publisher.send({ exchange: 'orders', routingKey: 'order.placed', durable: true }, { order: 1 });
  void publisher.send({ exchange: 'orders', routingKey: 'order.paid', type: 'OrderPaid' }, { order: 2 });
});
closeWhenTold(async () => {
  await consumer.close();
  await publisher.close();
  await connection.close();
});
