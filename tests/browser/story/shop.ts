// A shop on a real broker, for the story: three services whose new version fails, each in its own way, until they are mended.
import { Connection, ConsumerStatus, type Consumer } from 'rabbitmq-client';
import type { Vhost } from '#tests/vhost.ts';

export type Order = { no: number; customer: string };
export type Arrival = Order & { queue: string };
type Cause = { queue: string; routingKey: string; error: string; call: string; say: (no: number) => string };

export const causes: readonly Cause[] = [
  {
    queue: 'orders.billing',
    routingKey: 'order.placed',
    error: 'CardDeclined',
    call: 'com.shop.Charge.run',
    say: (no) => `Card ${no} declined`,
  },
  {
    queue: 'orders.stock',
    routingKey: 'order.packed',
    error: 'OutOfStock',
    call: 'com.shop.Reserve.run',
    say: (no) => `Article "A-${no}" is not in the warehouse`,
  },
  {
    queue: 'mail.send',
    routingKey: 'mail.asked',
    error: 'TemplateMissing',
    call: 'com.shop.Mailer.run',
    say: (no) => `No template for order ${no}`,
  },
];

const IN_FLIGHT = 500;

export type Shop = {
  /** What the services took, in the order in which it came to them. */
  took: Arrival[];
  /** Whether they can work an order; what they cannot they reject. */
  works: (order: Order) => boolean;
  /** Orders from one number up to another; a customer has the same ones in each queue. */
  send(from: number, to: number, customers: number): Promise<void>;
  close(): Promise<void>;
};

const causeOf = (no: number): Cause => causes[no % causes.length]!;

export async function openShop(vhost: Vhost): Promise<Shop> {
  const client = new Connection(vhost.url);
  client.on('error', () => undefined);
  await client.exchangeDeclare({ exchange: 'shop', type: 'topic', durable: true });
  const publisher = client.createPublisher({ confirm: true });
  const shop: Shop = {
    took: [],
    works: () => false,
    async send(from, to, customers) {
      for (let first = from; first < to; first += IN_FLIGHT) {
        const count = Math.min(IN_FLIGHT, to - first);
        await Promise.all(Array.from({ length: count }, (_, at) => sendOne(first + at, customers)));
      }
    },
    async close() {
      for (const consumer of consumers) await consumer.close();
      await publisher.close();
      await client.close();
    },
  };
  const consumers: Consumer[] = [];
  for (const { queue, routingKey } of causes) {
    await client.queueDeclare({
      queue,
      durable: true,
      arguments: { 'x-dead-letter-exchange': 'letterthief' },
    });
    await client.queueBind({ exchange: 'shop', queue, routingKey });
    const options = {
      queue,
      queueOptions: { passive: true },
      qos: { prefetchCount: IN_FLIGHT },
      requeue: false,
    };
    const consumer = client.createConsumer(options, ({ body }) => {
      const order = body as Order;
      if (!shop.works(order)) return ConsumerStatus.DROP;
      shop.took.push({ ...order, queue });
      return ConsumerStatus.ACK;
    });
    consumer.on('error', () => undefined);
    consumers.push(consumer);
  }
  return shop;

  async function sendOne(no: number, customers: number): Promise<void> {
    const { routingKey, error, call, say } = causeOf(no);
    const customer = `customer-${no % customers}`;
    const message = say(no);
    const stack = `com.shop.${error}: ${message}\n\tat ${call}(Service.java:42)\n\tat com.shop.Main.main(Main.java:7)`;
    await publisher.send(
      {
        exchange: 'shop',
        routingKey,
        durable: true,
        contentType: 'application/json',
        headers: { customer, 'x-exception-message': message, 'x-exception-stacktrace': stack },
      },
      { no, customer },
    );
  }
}
