// One exchange's confirm channel: who is in flight on it, and what became of each.
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { replayIdHeader } from '#lib/domain/replay-plan.ts';
import { publishBytes, type ReturnedMessage } from './amqplib.ts';
import { openChannel, type Channel, type ChannelEnd } from './channel.ts';
import type { Connection } from './connection.ts';
import type { Published, Publishing } from './publisher.ts';

export type Lane = {
  /** False once its channel has ended: another lane takes its place. */
  readonly isUsable: boolean;
  /** How long nothing was in flight; 0 while something is. */
  readonly idleMs: number;
  /** 'not sent' when the channel ended before its turn. Never rejects. */
  publish(publishing: Publishing): Promise<Published | 'not sent'>;
  /** Waits for what is in flight. Never rejects. */
  close(): Promise<void>;
};

type InFlight = { settle(published: Published): void; isScout: boolean };

export function makeLane(connection: Connection, exchange: string, confirmTimeoutMs: number): Lane {
  const opening = openChannel(connection, { isConfirmed: true });
  const inFlight = new Map<string, InFlight>();
  const returned = new Map<string, string>();
  let isUsable = true;
  let isProven = false;
  let scouting: Promise<unknown> | null = null;
  let draining: Promise<void> | null = null;
  let lastUsedAt = Date.now();

  void opening.then((opened) => {
    if (!opened.ok) isUsable = false;
    else watch(opened.channel);
  });

  function watch(channel: Channel): void {
    channel.amqp.on('return', (message: unknown) => {
      const { fields, properties } = message as ReturnedMessage;
      const id = replayIdOf(properties.propertyBytes);
      // n.b. The return comes before a positive confirm: without this an unroutable replay would look like a success.
      if (id !== null)
        returned.set(id, `${fields.replyText.replaceAll('_', ' ').toLowerCase()} (${fields.replyCode})`);
    });
    void channel.ended.then((end) => {
      isUsable = false;
      for (const one of inFlight.values()) one.settle(outcomeOfEnd(end, one.isScout));
    });
  }

  /** A scout's refusal is its own; with several in flight nobody can tell who was published before the channel ended. */
  function outcomeOfEnd({ code, message }: ChannelEnd, isScout: boolean): Published {
    if (isScout && (code === 403 || code === 404 || code === 406))
      return { outcome: 'refused', detail: message };
    return { outcome: 'unknown', detail: `The channel ended before RabbitMQ answered: ${message}` };
  }

  async function send(
    channel: Channel,
    publishing: Publishing,
    isScout: boolean,
  ): Promise<Published | 'not sent'> {
    const { replayId, routingKey, propertyBytes, body } = publishing;
    if (!channel.isOpen) return 'not sent';
    const published = new Promise<Published>((resolve) => {
      const timer = setTimeout(giveUp, confirmTimeoutMs);
      function settle(outcome: Published): void {
        clearTimeout(timer);
        inFlight.delete(replayId);
        returned.delete(replayId);
        lastUsedAt = Date.now();
        resolve(outcome);
      }
      function giveUp(): void {
        // Late confirms of this channel would be no help any more: its place is taken by another.
        isUsable = false;
        const why =
          connection.blockedBecause === null ? '' : ` It blocks publishers: ${connection.blockedBecause}.`;
        settle({
          outcome: 'unknown',
          detail: `RabbitMQ did not confirm within ${confirmTimeoutMs / 1000} s.${why}`,
        });
        if (inFlight.size === 0) void channel.close();
      }
      inFlight.set(replayId, { settle, isScout });
      const key = typeof routingKey === 'string' ? Buffer.from(routingKey) : routingKey;
      const hasRoom = publishBytes(
        channel.amqp,
        { exchange, routingKey: key, mandatory: true, propertyBytes, body },
        (error) => {
          // A closed channel calls back for each as well; why it ended is said by its end.
          if (error !== null && !channel.isOpen) return;
          settle(answerOf(error, returned.get(replayId)));
        },
      );
      if (!hasRoom) draining ??= untilDrained(channel);
    });
    return published;
  }

  async function untilDrained(channel: Channel): Promise<void> {
    await Promise.race([new Promise((resolve) => channel.amqp.once('drain', resolve)), channel.ended]);
    draining = null;
  }

  return {
    get isUsable() {
      return isUsable;
    },
    get idleMs() {
      return inFlight.size > 0 ? 0 : Date.now() - lastUsedAt;
    },
    async publish(publishing) {
      lastUsedAt = Date.now();
      const opened = await opening;
      if (!opened.ok) return { outcome: 'refused', detail: `Not sent: ${opened.end.message}` };
      // The first goes alone: a 403, 404 or 406 then closes the channel under it alone.
      while (!isProven && scouting !== null) await scouting;
      while (draining !== null) await draining;
      if (!isUsable) return 'not sent';
      if (isProven) return send(opened.channel, publishing, false);
      const scout = send(opened.channel, publishing, true);
      scouting = scout.finally(() => {
        scouting = null;
      });
      const published = await scout;
      isProven = opened.channel.isOpen;
      return published;
    },
    async close() {
      isUsable = false;
      const opened = await opening;
      if (!opened.ok) return;
      const deadline = Date.now() + confirmTimeoutMs;
      while (inFlight.size > 0 && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10));
      await opened.channel.close();
    },
  };
}

function answerOf(error: Error | null, returnedBecause: string | undefined): Published {
  if (error !== null)
    return { outcome: 'nacked', detail: 'RabbitMQ did not take it: a queue is full or refused it' };
  if (returnedBecause === undefined) return { outcome: 'confirmed', detail: null };
  return { outcome: 'returned', detail: `No queue took it: ${returnedBecause}` };
}

function replayIdOf(propertyBytes: Uint8Array): string | null {
  const { headers } = readProperties(propertyBytes);
  if (headers === null) return null;
  const found = readFieldTable(headers).findLast(({ name }) => name === replayIdHeader);
  return typeof found?.value === 'string' ? found.value : null;
}
