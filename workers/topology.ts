// Asks the management API, where there is one, what leads where: one worker at a time, and seldom where that takes long.
import { vhostOf } from '#lib/broker/address.ts';
import { readTopology } from '#lib/broker/topology-snapshot.ts';
import { takeTopologyTurn, writeTopology, writeTopologyProblem } from '#lib/store/topology.ts';
import type { Tick } from './loop.ts';
import type { Room } from './room.ts';

const LOOK_MS = 2000;
const NEVER_MS = 60_000;
const EVERY_S = 15;
/** Of all time, at most this share is spent asking. */
const SHARE = 20;

export function makeTopologyTick(room: Room): Tick {
  let isTold = false;
  return async () => {
    const { amqpManagementUrl, amqpUrl } = room.config;
    if (amqpManagementUrl === undefined) return NEVER_MS;
    if (!(await takeTopologyTurn(room.actor))) return LOOK_MS;
    const startedAt = Date.now();
    const told = await readTopology(amqpManagementUrl, vhostOf(amqpUrl)).catch((error: unknown) => {
      if (!isTold)
        room.log.warn({ err: error }, 'RabbitMQ could not be asked what leads where; it is tried again');
      isTold = true;
      return error instanceof Error ? error.message : String(error);
    });
    if (typeof told === 'string') {
      await writeTopologyProblem(room.actor, `RabbitMQ’s management API could not be asked: ${told}`);
      return LOOK_MS;
    }
    isTold = false;
    const tookS = (Date.now() - startedAt) / 1000;
    await writeTopology(room.actor, told, Math.max(EVERY_S, tookS * SHARE));
    return LOOK_MS;
  };
}
