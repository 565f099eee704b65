// One service in a vhost of its own, whose dead letters come to us: as the drain takes, understands and replays them.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { askAside } from '#lib/broker/channel.ts';
import { ourUser } from '#lib/broker/connection.ts';
import { openPublisher } from '#lib/broker/publisher.ts';
import { amendBody } from '#lib/domain/amend-body.ts';
import { decode } from '#lib/domain/decode.ts';
import type { Delivery } from '#lib/domain/delivery.ts';
import { findExactRoutingKey } from '#lib/domain/exact-key.ts';
import { rewriteForReplay, type ReplayRewrite } from '#lib/domain/replay-plan.ts';
import { isWrapper, unwrap } from '#lib/domain/unwrap.ts';
import { collect } from '#tests/broker/sessions.ts';
import { until } from '#tests/processes.ts';
import { makeVhost } from '#tests/vhost.ts';
import { startProgram, type Command } from './program.ts';

export type Replayed = ReplayRewrite & { replayId: string };

export type Line = {
  /** The next letters, as soon as so many have died. */
  letters(count: number): Promise<Delivery[]>;
  /** To the exchange and with the key that it says it came by. */
  replay(letter: Delivery): Promise<Replayed>;
  mend(): Promise<void>;
  /** What the service handled, as soon as it is so much. */
  handled(count: number): Promise<readonly unknown[]>;
  /** Stops the service; gives what it failed at, what these queues still hold, and how many letters nobody waited for. */
  end(queues: readonly string[]): Promise<{ failed: readonly unknown[]; messages: number; letters: number }>;
  stop(): Promise<void>;
};

/** Ponos' own; ours gets what dies of all others. */
const exchanges = ['letterthief', 'worker.errored'];
const START_MS = 60_000;

export async function startLine(command: Command): Promise<Line> {
  const vhost = await makeVhost();
  await vhost.call('PUT', 'queues', 'letterthief', { durable: true });
  for (const name of exchanges) {
    await vhost.call('PUT', 'exchanges', name, { type: 'fanout', durable: true });
    await vhost.call('POST', 'bindings', `e/${name}/q/letterthief`, {});
  }
  const drain = await collect(vhost.url, 'letterthief');
  const publisher = openPublisher(drain.connection);
  const program = await startProgram(command, vhost.url);
  let taken = 0;
  const wait = (what: string, isTrue: () => boolean) =>
    until(
      what,
      async () => {
        const isOver = isTrue();
        if (!isOver) program.check();
        return isOver;
      },
      program,
      START_MS,
    );
  return {
    async letters(count) {
      await wait(`${taken + count} letters`, () => drain.deliveries.length >= taken + count);
      const letters = drain.deliveries.slice(taken, taken + count);
      taken += count;
      return letters;
    },
    async replay(letter) {
      const { convention, exchange, routingKey } = decode(letter);
      const inside = isWrapper(convention) ? unwrap(convention, letter) : letter;
      if (inside === null || exchange === null || routingKey === null)
        throw new Error('It is not known what to send, or where to');
      const replayId = randomUUID();
      const rewritten = rewriteForReplay({
        propertyBytes: inside.propertyBytes,
        replayId,
        convention,
        ourUser: ourUser(vhost.url),
      });
      const key = findExactRoutingKey(routingKey, inside.propertyBytes);
      const { propertyBytes } = rewritten;
      // Where a framework counts in the body, that is changed, as the page offers it.
      const body = amendBody(convention, inside.body)?.body ?? inside.body;
      const publishing = { exchange, routingKey: key, propertyBytes, body, replayId };
      expect(await publisher.publish(publishing)).toEqual({ outcome: 'confirmed', detail: null });
      return { ...rewritten, replayId };
    },
    mend: program.mend,
    async handled(count) {
      await wait(`${count} are handled`, () => program.handled.length >= count);
      return program.handled;
    },
    async end(queues) {
      program.check();
      await program.stop();
      let messages = 0;
      for (const queue of queues) {
        const asked = await askAside(drain.connection, (channel) => channel.checkQueue(queue));
        if (!asked.ok) throw new Error(asked.end.message);
        messages += asked.answer.messageCount;
      }
      return { failed: program.failed, messages, letters: drain.deliveries.length - taken };
    },
    async stop() {
      await program.stop();
      await publisher.close();
      await drain.connection.close();
      await vhost.drop();
    },
  };
}
