/** Baseline: RabbitMQ's own Shovel moves the backlog to another queue of the same broker, inside the broker. */
import type { Connection } from 'rabbitmq-client';
import type { Vhost } from '#tests/vhost.ts';
import { timeUntil, withBacklog, type Rate } from './baseline.ts';
import type { Pids } from './bench-services.ts';
import { DEAD_LETTER_QUEUE, readReady } from './fill.ts';
import { startUsage, sumOwn } from './usage.ts';

const TARGET = 'moved';

export function benchShovel(letters: number, pids: Pids): Promise<Rate> {
  return withBacklog(letters, async (vhost, client) => {
    const stopUsage = startUsage(pids);
    const rate = await shovel(vhost, client, letters);
    return { ...rate, cpuSeconds: sumOwn(stopUsage()) };
  });
}

/** Moves what waits in the dead-letter queue; on-confirm, so that it too loses nothing. */
async function shovel(vhost: Vhost, client: Connection, letters: number): Promise<Omit<Rate, 'cpuSeconds'>> {
  await client.queueDeclare({ queue: TARGET, durable: true, arguments: { 'x-queue-type': 'classic' } });
  // A direct connection inside the broker, without a socket: a third faster than one over TCP.
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
