// A broker connection that is replaced when it ends: jittered backoff, the first error logged, repeats muted, recovery logged.
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import { backoffMs, waitMs } from './backoff.ts';
import type { Room } from './room.ts';

const CONSEQUENCE = 'Nothing is drained and nothing is published until then; it is tried again by itself.';

/**
 * Runs `use` on a fresh connection, again and again, until the signal is aborted. `use` must return when the connection
 * has ended or the signal is aborted; the connection is closed after it.
 */
export async function keepConnected(
  room: Room,
  purpose: string,
  signal: AbortSignal,
  use: (connection: Connection) => Promise<void>,
): Promise<void> {
  const log = room.log.child({ connection: purpose });
  let failures = 0;
  let downSince = 0;
  while (!signal.aborted) {
    let isReached = false;
    try {
      const connection = await openConnection({
        url: room.config.amqpUrl,
        name: `letterthief ${purpose}`,
        tls: room.config.amqpTls,
      });
      if (failures > 0) log.info({ downMs: Date.now() - downSince }, 'RabbitMQ is reachable again');
      isReached = true;
      room.problems.set('broker', null);
      const openedAt = Date.now();
      try {
        await use(connection);
      } finally {
        await connection.close();
      }
      if (signal.aborted) return;
      const { message } = await connection.closed;
      // A connection that lived was healthy: the first wait after it is short.
      if (Date.now() - openedAt > 10_000) failures = 0;
      downSince = failures === 0 ? Date.now() : downSince;
      log.warn({ why: message }, 'the connection to RabbitMQ ended');
    } catch (error) {
      if (failures === 0) {
        downSince = Date.now();
        log.error({ why: sayWhy(error) }, 'RabbitMQ cannot be used; repeats are not logged until it can');
      }
      if (!isReached) room.problems.set('broker', `${sayWhy(error)}. ${CONSEQUENCE}`);
    }
    await waitMs(backoffMs(failures++), signal);
  }
}

function sayWhy(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
