// A service with golevelup's NestJS module: its error handler nacks what a handler throws for.
import 'reflect-metadata';
import {
  AmqpConnection,
  MessageHandlerErrorBehavior,
  RabbitMQModule,
  RabbitSubscribe,
} from '@golevelup/nestjs-rabbitmq';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { closeWhenTold, failUntilMended, sayHandled, url } from './service.ts';

class Orders {
  async take(order: object): Promise<void> {
    failUntilMended(order);
    sayHandled(order);
  }
}
class Shop {
  readonly takes = Orders;
}
// Decorators by hand: none of our compilers is told of them.
RabbitSubscribe({
  exchange: 'orders',
  routingKey: 'order.*',
  queue: 'billing',
  errorBehavior: MessageHandlerErrorBehavior.NACK,
  queueOptions: { deadLetterExchange: 'letterthief' },
})(Orders.prototype, 'take', Object.getOwnPropertyDescriptor(Orders.prototype, 'take')!);
Injectable()(Orders);
Module({
  imports: [
    RabbitMQModule.forRoot({
      uri: url,
      exchanges: [{ name: 'orders', type: 'topic' }],
      connectionInitOptions: { wait: true },
    }),
  ],
  providers: [Orders],
})(Shop);

const service = await NestFactory.createApplicationContext(Shop, { logger: false });
await service.init();
const broker = service.get(AmqpConnection);
await broker.publish('orders', 'order.placed', { order: 1 });
await broker.publish('orders', 'order.paid', { order: 2 }, { messageId: 'm-2', headers: { tenant: 'a' } });
closeWhenTold(() => service.close());
