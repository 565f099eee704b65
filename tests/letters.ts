// Letters for tests, by state: deliveries as the wire brings them, stored through the worker's own path.
import { randomUUID } from 'node:crypto';
import type { Visitor } from '#lib/domain/actor.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { makeLog } from '#lib/log.ts';
import type { Stored } from '#lib/store/incoming.ts';
import { openSession } from '#lib/store/sessions.ts';
import { registerWorker } from '#lib/store/workers.ts';
import { storeBatch } from '#workers/store-batch.ts';
import { entry, joinBytes, properties, sized, uint, utf8 } from './wire.ts';

export const worker = { kind: 'worker', id: 'test' } as const;
/** An administrator, who may everything. */
export const person: Visitor = {
  kind: 'person',
  id: '00000000-0000-7000-8000-000000000001',
  name: 'web',
  email: 'web@example.com',
  signInId: null,
  role: 'administrator',
  seeQueues: ['*'],
  actQueues: ['*'],
  address: null,
};

export type Told = Partial<Omit<Delivery, 'body' | 'propertyBytes'>> & {
  body?: string | Uint8Array;
  headers?: Uint8Array | null;
};

let seq = 0;

/** A delivery from the queue `letterthief`, rejected in orders.billing unless told otherwise. */
export function delivery({
  body = '{"order":1}',
  headers = deathIn('orders.billing'),
  ...told
}: Told = {}): Delivery {
  return {
    queue: 'letterthief',
    seq: ++seq,
    redelivered: false,
    exchange: utf8('letterthief'),
    routingKey: utf8('order.placed'),
    propertyBytes: properties(headers === null ? {} : { headers: sized(headers) }),
    body: typeof body === 'string' ? utf8(body) : body,
    ...told,
  };
}

export type TestDeath = { reason?: string; exchange?: string; routingKey?: string; count?: number };

/** The entries of a header table with the x-death of one death, as RabbitMQ writes it. */
export function deathIn(queue: string, death: TestDeath = {}): Uint8Array {
  return deaths([queue, death]);
}

/** x-death with several deaths, newest first. */
export function deaths(...entries: [queue: string, death: TestDeath][]): Uint8Array {
  const tables = entries.map(([queue, death]) =>
    joinBytes(
      utf8('F'),
      sized(
        joinBytes(
          entry('count', 'l', uint(8, death.count ?? 1)),
          text('reason', death.reason ?? 'rejected'),
          text('queue', queue),
          entry('time', 'T', uint(8, 1_795_255_200)),
          text('exchange', death.exchange ?? 'orders'),
          entry('routing-keys', 'A', sized(joinBytes(utf8('S'), sized(death.routingKey ?? 'order.placed')))),
        ),
      ),
    ),
  );
  return entry('x-death', 'A', sized(joinBytes(...tables)));
}

/** A header of text. */
export function text(name: string, value: string): Uint8Array {
  return entry(name, 'S', sized(value));
}

export type TestSession = {
  workerId: string;
  sessionId: string;
  store(...deliveries: Delivery[]): Promise<number>;
  /** Stores what the broker flags as redelivered. */
  storeAgain(...deliveries: Delivery[]): Promise<Stored>;
};

/** A worker's open session on the queue `letterthief`. */
export async function openTestSession(isAlertDue = false): Promise<TestSession> {
  const workerId = randomUUID();
  await registerWorker(worker, { id: workerId, host: 'test', pid: 1, version: '0', brokerAddress: 'test' });
  const sessionId = await openSession(worker, workerId, 'letterthief');
  const to = {
    sessionId,
    queue: 'letterthief',
    isAlertDue,
    actor: worker,
    log: makeLog('test', 'silent'),
    rawBecause: null,
  };
  return {
    workerId,
    sessionId,
    store: async (...deliveries) => (await storeBatch(deliveries, { ...to, isAgain: false })).stored,
    storeAgain: (...deliveries) => storeBatch(deliveries, { ...to, isAgain: true }),
  };
}
