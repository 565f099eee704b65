// A broker connection that is replaced when it ends: jittered backoff, the first error logged, repeats muted, recovery logged.
import { openConnection, type Connection } from '#lib/broker/connection.ts';
import { backoffMs, waitMs } from './backoff.ts';
import type { Room } from './room.ts';

const UNREACHABLE =
  'RabbitMQ cannot be reached: nothing is drained and nothing is published until it is back.';

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
        caFile: room.config.amqpCaFile,
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
        log.error({ err: error }, 'no use of RabbitMQ; repeats are not logged until there is');
      }
      if (!isReached) room.problems.set('broker', UNREACHABLE);
    }
    await waitMs(backoffMs(failures++), signal);
  }
}
