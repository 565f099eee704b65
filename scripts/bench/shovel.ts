/** Baseline: RabbitMQ's own Shovel moves the backlog to another queue of the same broker, inside the broker. */
import type { Connection } from 'rabbitmq-client';
import type { Vhost } from '#tests/vhost.ts';
import { timeUntil, withBacklog, type Rate } from './baseline.ts';
import { DEAD_LETTER_QUEUE, readReady } from './fill.ts';

const TARGET = 'moved';

export function benchShovel(letters: number): Promise<Rate> {
  return withBacklog(letters, (vhost, client) => shovel(vhost, client, letters));
}

/** Moves what waits in the dead-letter queue; on-confirm, so that it too loses nothing. */
async function shovel(vhost: Vhost, client: Connection, letters: number): Promise<Rate> {
  await client.queueDeclare({ queue: TARGET, durable: true, arguments: { 'x-queue-type': 'classic' } });
  // A direct connection inside the broker, without a socket.
  const uri = `amqp:///${vhost.name}`;
  await vhost.call('PUT', 'parameters/shovel', 'bench', {
    value: {
      'src-protocol': 'amqp091',
      'src-uri': uri,
      'src-queue': DEAD_LETTER_QUEUE,
      'src-prefetch-count': 1000,
      'src-delete-after': 'queue-length',
      'dest-protocol': 'amqp091',
      'dest-uri': uri,
      'dest-queue': TARGET,
      'dest-add-forward-headers': false,
      'ack-mode': 'on-confirm',
    },
  });
  return timeUntil(letters, 20, () => readReady(client, TARGET));
}
