// A service with nothing but amqplib: what it cannot handle it rejects.
import { connect } from 'amqplib';
import { closeWhenTold, failUntilMended, sayHandled, url } from './service.ts';

const connection = await connect(url);
const channel = await connection.createConfirmChannel();
await channel.assertExchange('orders', 'topic');
await channel.assertQueue('billing', { arguments: { 'x-dead-letter-exchange': 'letterthief' } });
await channel.bindQueue('billing', 'orders', 'order.#');
// Tried again by the usual detour: a queue that gives back what waited there.
await channel.assertQueue('wait', {
  arguments: { 'x-message-ttl': 1, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'patient' },
});
await channel.assertQueue('patient', {
  arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'wait' },
});

await channel.consume('billing', (message) => {
  if (message === null) return;
  const order = JSON.parse(message.content.toString()) as unknown;
  try {
    failUntilMended(order);
    channel.ack(message);
    sayHandled(order);
  } catch {
    channel.reject(message, false);
  }
});
await channel.consume('patient', (message) => {
  if (message === null) return;
  const order = JSON.parse(message.content.toString()) as unknown;
  const died = message.properties.headers?.['x-death']?.find(({ queue }) => queue === 'patient');
  try {
    failUntilMended(order);
    channel.ack(message);
    sayHandled(order);
  } catch {
    if ((died?.count ?? 0) < 2) return channel.reject(message, false);
    channel.publish('letterthief', 'given.up', message.content, message.properties);
    channel.ack(message);
  }
});
channel.publish('orders', 'order.placed', Buffer.from('{"order":1}'), { persistent: true });
channel.sendToQueue('patient', Buffer.from('{"order":2}'));
closeWhenTold(() => connection.close());
