// One exchange's confirm channel: who waits for it, who is in flight on it, and what became of each.
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { replayIdHeader } from '#lib/domain/replay-plan.ts';
import { publishBytes, type ReturnedMessage } from './amqplib.ts';
import { openChannel, type Channel, type ChannelEnd } from './channel.ts';
import type { Connection } from './connection.ts';
import type { Published, Publishing } from './publishing.ts';

export type Lane = {
  /** False once its channel has ended or is no longer trusted: another lane takes its place. */
  readonly isUsable: boolean;
  /** How long nobody waited and nothing was in flight; 0 while somebody does. */
  readonly idleMs: number;
  /** Waits for its turn until the deadline. 'not sent' when the channel ended before. Never rejects. */
  publish(publishing: Publishing, sendBefore: number): Promise<Published | 'not sent'>;
  /** Waits for what is in flight. Never rejects. */
  close(): Promise<void>;
};

type InFlight = { returned: string | null; settle(published: Published): void };

export function makeLane(connection: Connection, exchange: string, confirmTimeoutMs: number): Lane {
  const opening = openChannel(connection, { isConfirmed: true });
  const inFlight = new Map<string, InFlight>();
  let channel: Channel | null = null;
  let neverOpened: Published | null = null;
  let waiting: (() => void)[] = [];
  let pending = 0;
  let isUsable = true;
  let isProven = false;
  let hasRoom = true;
  let lastUsedAt = Date.now();

  void opening.then((opened) => {
    if (opened.ok) watch(opened.channel);
    else if (opened.end.by === 'channel')
      neverOpened = { outcome: 'refused', detail: `Not sent: ${opened.end.message}` };
    isUsable &&= opened.ok;
    wakeAll();
  });

  function watch(opened: Channel): void {
    channel = opened;
    opened.amqp.on('return', (message: unknown) => {
      const { fields, properties } = message as ReturnedMessage;
      const one = inFlight.get(replayIdOf(properties.propertyBytes) ?? '');
      // The return comes before a positive confirm: without this an unroutable replay would look like a success.
      if (one) one.returned = `${fields.replyText.replaceAll('_', ' ').toLowerCase()} (${fields.replyCode})`;
    });
    opened.amqp.on('drain', () => {
      hasRoom = true;
      wakeAll();
    });
    connection.model.on('unblocked', wakeAll);
    void opened.ended.then((end) => {
      connection.model.off('unblocked', wakeAll);
      const isAlone = isUsable && inFlight.size === 1;
      isUsable = false;
      for (const one of inFlight.values()) one.settle(readEnd(end, one, isAlone));
      wakeAll();
    });
  }

  function isAlive(): boolean {
    return isUsable && connection.isOpen && (channel?.isOpen ?? true);
  }

  function hasTurn(): boolean {
    // The first goes alone: a 403, 404 or 406 then closes the channel under it alone.
    return hasRoom && connection.blockedBecause === null && (isProven || inFlight.size === 0);
  }

  /** RabbitMQ answers this after it has let the publish before it pass: its confirm may take much longer. */
  function prove(opened: Channel): void {
    opened.amqp.prefetch(1).then(
      () => {
        isProven = true;
        wakeAll();
      },
      // The channel ended: whoever watches it tells why.
      () => undefined,
    );
  }

  async function waitForChange(until: number): Promise<void> {
    const alarm = setTimeout(wakeAll, until - Date.now());
    await new Promise<void>((resolve) => waiting.push(resolve));
    clearTimeout(alarm);
  }

  function wakeAll(): void {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  function send(opened: Channel, publishing: Publishing): Promise<Published> {
    const { replayId, routingKey, propertyBytes, body } = publishing;
    const key = typeof routingKey === 'string' ? Buffer.from(routingKey) : routingKey;
    return new Promise<Published>((resolve) => {
      const timer = setTimeout(giveUp, confirmTimeoutMs);
      const one: InFlight = {
        returned: null,
        settle(published) {
          clearTimeout(timer);
          inFlight.delete(replayId);
          resolve(published);
          if (!isUsable && inFlight.size === 0) void opened.close();
          wakeAll();
        },
      };
      function giveUp(): void {
        // A confirm that comes after this finds nobody: the channel takes no more, and another takes its place.
        isUsable = false;
        one.settle({
          outcome: 'unknown',
          detail: `RabbitMQ did not confirm within ${confirmTimeoutMs / 1000} s${sayBlocked(connection)}`,
        });
      }
      inFlight.set(replayId, one);
      const fields = { exchange, routingKey: key, mandatory: true, propertyBytes, body };
      hasRoom = publishBytes(opened.amqp, fields, (isTaken) => {
        isProven = true;
        one.settle(readAnswer(isTaken, one.returned));
      });
      if (!isProven) prove(opened);
    });
  }

  return {
    get isUsable() {
      return isUsable;
    },
    get idleMs() {
      return pending > 0 ? 0 : Date.now() - lastUsedAt;
    },
    async publish(publishing, sendBefore) {
      pending += 1;
      try {
        while (isAlive()) {
          // Looked at and sent in one go: of many that wake up together only one finds that it is its turn.
          if (channel !== null && hasTurn()) return await send(channel, publishing);
          if (Date.now() >= sendBefore) return tooLate(connection);
          await waitForChange(sendBefore);
        }
        isUsable = false;
        return neverOpened ?? 'not sent';
      } finally {
        pending -= 1;
        lastUsedAt = Date.now();
      }
    },
    async close() {
      isUsable = false;
      wakeAll();
      const opened = await opening;
      if (!opened.ok) return;
      if (inFlight.size === 0) void opened.channel.close();
      await opened.channel.ended;
    },
  };
}

function readAnswer(isTaken: boolean, returned: string | null): Published {
  if (!isTaken)
    return { outcome: 'nacked', detail: 'RabbitMQ did not take it: a queue is full or refused it' };
  if (returned === null) return { outcome: 'confirmed', detail: null };
  return { outcome: 'returned', detail: `No queue took it: ${returned}` };
}

/** What a channel is closed for is sure when one alone was in flight; of several nobody can tell which had been published. */
function readEnd({ by, code, message }: ChannelEnd, { returned }: InFlight, isAlone: boolean): Published {
  if (returned !== null) return readAnswer(true, returned);
  const isRefusal = by === 'channel' && (code === 403 || code === 404 || code === 406);
  if (isAlone && isRefusal) return { outcome: 'refused', detail: message };
  return { outcome: 'unknown', detail: `The channel ended before RabbitMQ answered: ${message}` };
}

function replayIdOf(propertyBytes: Uint8Array): string | null {
  const { headers } = readProperties(propertyBytes);
  const found = headers && readFieldTable(headers).findLast(({ name }) => name === replayIdHeader);
  return typeof found?.value === 'string' ? found.value : null;
}

function tooLate(connection: Connection): Published {
  return { outcome: 'unsent', detail: `Not sent: RabbitMQ took nothing in time${sayBlocked(connection)}` };
}

function sayBlocked({ blockedBecause }: Connection): string {
  return blockedBecause === null ? '' : ` (it blocks publishers: ${blockedBecause})`;
}
