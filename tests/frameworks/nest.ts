// A service with NestJS' microservices over RabbitMQ: a handler nacks what it fails at; Nest itself nacks what has no handler.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  Payload,
  RmqContext,
  Transport,
  type RmqOptions,
} from '@nestjs/microservices';
import { closeWhenTold, failUntilMended, sayHandled, url } from './service.ts';

/** amqplib's. */
type Channel = { ack(message: object): void; nack(message: object, all: boolean, requeue: boolean): void };

class Orders {
  take(order: unknown, context: RmqContext): string {
    const channel = context.getChannelRef() as Channel;
    const message = context.getMessage() as object;
    try {
      failUntilMended(order);
    } catch (error) {
      channel.nack(message, false, false);
      throw error;
    }
    channel.ack(message);
    sayHandled(order);
    return 'taken';
  }

  sum(order: unknown, context: RmqContext): string {
    return this.take(order, context);
  }
}
class Shop {
  readonly takes = Orders;
}
// Decorators by hand: none of our compilers is told of them.
for (const [name, pattern] of [
  ['take', EventPattern('order_placed')],
  ['sum', MessagePattern({ cmd: 'sum' })],
] as const) {
  Payload()(Orders.prototype, name, 0);
  Ctx()(Orders.prototype, name, 1);
  pattern(Orders.prototype, name, Object.getOwnPropertyDescriptor(Orders.prototype, name)!);
}
Controller()(Orders);
Module({ controllers: [Orders] })(Shop);

const rabbit: RmqOptions = {
  transport: Transport.RMQ,
  options: {
    urls: [url],
    queue: 'orders',
    noAck: false,
    queueOptions: { durable: true, arguments: { 'x-dead-letter-exchange': 'letterthief' } },
  },
};
const service = await NestFactory.createMicroservice(Shop, { ...rabbit, logger: false });
await service.listen();
const { noAck: _, ...options } = rabbit.options!;
const client = ClientProxyFactory.create({ transport: Transport.RMQ, options });
client.emit('order_placed', { order: 1 }).subscribe();
client.send({ cmd: 'sum' }, { order: 2 }).subscribe({ error: () => undefined });
client.emit('nobody_knows', { order: 3 }).subscribe();
closeWhenTold(async () => {
  client.close();
  await service.close();
});
