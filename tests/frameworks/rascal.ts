// A service with Rascal: queues, each with another of its strategies for what its handler fails at.
import rascal from 'rascal';
import { closeWhenTold, failUntilMended, sayHandled, url } from './service.ts';

const dies = { options: { arguments: { 'x-dead-letter-exchange': 'letterthief' } } };
const retried = [{ strategy: 'republish', attempts: 2 }];
const recoveries = {
  // As its documentation has it, so that the dead letter tells of its error.
  marked: [{ strategy: 'republish', immediateNack: true }],
  'retried-and-marked': [...retried, { strategy: 'republish', immediateNack: true }],
  retried: [...retried, { strategy: 'nack' }],
  forwarded: [...retried, { strategy: 'forward', publication: 'give-up' }],
  nacked: [{ strategy: 'nack' }],
};
const names = Object.keys(recoveries) as (keyof typeof recoveries)[];
const byName = <T>(make: (name: (typeof names)[number]) => T) =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

const config = rascal.withDefaultConfig({
  vhosts: {
    [decodeURIComponent(new URL(url).pathname.slice(1))]: {
      connection: { url },
      exchanges: { orders: {}, letterthief: { assert: false } },
      queues: byName(() => dies),
      bindings: names.map((name) => `orders[order.${name}] -> ${name}`),
      publications: {
        order: { exchange: 'orders' },
        'give-up': { exchange: 'letterthief' },
      },
      subscriptions: byName((name) => ({ queue: name, contentType: 'application/json' })),
    },
  },
});
const broker = await rascal.BrokerAsPromised.create(config);
broker.on('error', () => undefined);
for (const name of names) {
  const subscription = await broker.subscribe(name);
  subscription.on('message', (_message, content, ackOrNack) => {
    try {
      failUntilMended(content);
      ackOrNack();
      sayHandled(content);
    } catch (error) {
      ackOrNack(error as Error, recoveries[name]);
    }
  });
}
for (const name of names) await broker.publish('order', { order: name }, `order.${name}`);
closeWhenTold(() => broker.shutdown());
