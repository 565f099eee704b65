// The fleet of sample services: connects, declares, consumes, publishes, and has its bug fixed after a while.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import { startServices } from './consumers.ts';
import { openSenders } from './senders.ts';
import { openShop } from './shop.ts';
import { declareTopology, deadLetterExchange } from './topology.ts';
import { demoPace, runTraffic, type Pace } from './traffic.ts';

export type Fleet = {
  /** Resolves to true once orders.billing has been fixed, to false when the fleet stops before. */
  fixed: Promise<boolean>;
  /** Stops publishing, lets the services finish what they hold, and disconnects. */
  stop(): Promise<void>;
};

export type FleetOptions = {
  amqpUrl: string;
  say: (line: string) => void;
  /** When orders.billing is fixed. */
  fixAfterMs?: number;
  pace?: Pace;
  seed?: number;
  /** Ends the wait for LetterThief's queue. */
  signal?: AbortSignal;
};

const QUEUE_DEADLINE_MS = 60_000;

/** Starts once LetterThief has declared its exchange and queue, so that no death is lost. Rejects when it does not. */
export async function startFleet({
  amqpUrl,
  say,
  fixAfterMs = 40_000,
  pace = demoPace,
  seed = 7,
  signal: starting = new AbortController().signal,
}: FleetOptions): Promise<Fleet> {
  const connection = new Connection({
    url: amqpUrl,
    connectionName: 'demo fleet',
    heartbeat: 10,
    retryHigh: 3000,
  });
  let isClosing = false;
  let isDown = false;
  connection.on('error', (error: Error) => {
    if (!isDown && !isClosing)
      say(`The sample services lost RabbitMQ (${error.message}); they come back with it.`);
    isDown = true;
  });
  connection.on('connection', () => {
    if (isDown) say('The sample services are connected again.');
    isDown = false;
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  try {
    await untilDeclared(connection, starting);
    const channel = await connection.acquire();
    await declareTopology(channel);
    await channel.close();
  } catch (error) {
    isClosing = true;
    await connection.close();
    throw error;
  }
  const senders = openSenders(connection, amqpUrl);
  const services = startServices(connection, senders, say);
  const traffic = runTraffic(openShop(seed), senders, pace, signal);
  const fixed = sleep(fixAfterMs, true, { signal }).catch(() => false);
  void fixed.then((isFixed) => isFixed && services.fixBilling());
  let stopped: Promise<void> | null = null;
  async function stop(): Promise<void> {
    isClosing = true;
    stopping.abort();
    await traffic;
    await services.close();
    await senders.close();
    await connection.close();
  }
  return { fixed, stop: () => (stopped ??= stop()) };
}

async function untilDeclared(connection: Connection, signal: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + QUEUE_DEADLINE_MS; Date.now() < deadline && !signal.aborted;) {
    const isThere = await connection.queueDeclare({ queue: deadLetterExchange, passive: true }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await sleep(250);
  }
  throw new Error(`LetterThief has not declared its queue ${deadLetterExchange}`);
}
