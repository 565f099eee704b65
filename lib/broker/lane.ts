// One exchange's confirm channel: who waits for it, who is in flight on it, and what became of each.
import { publishBytes, type ReturnedMessage } from './amqplib.ts';
import { readAnswer, readEnd, replayIdOf, sayBlocked, tooLate } from './answers.ts';
import { openChannel, type Channel } from './channel.ts';
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

type InFlight = { returned: string | null; sentAt: number; settle(published: Published): void };

export function makeLane(connection: Connection, exchange: string, confirmTimeoutMs: number): Lane {
  const opening = openChannel(connection, { isConfirmed: true });
  const inFlight = new Map<string, InFlight>();
  let channel: Channel | null = null;
  let alarm: NodeJS.Timeout | null = null;
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
      for (const one of inFlight.values()) one.settle(readEnd(end, one.returned, isAlone));
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

  function rest(opened: Channel): void {
    clearTimeout(alarm ?? undefined);
    alarm = null;
    if (!isUsable) void opened.close();
  }

  /** One alarm for all that is in flight: it stands in the order in which it was sent. */
  function giveUp(): void {
    alarm = null;
    for (const one of inFlight.values()) {
      const leftMs = one.sentAt + confirmTimeoutMs - Date.now();
      if (leftMs > 0) {
        alarm = setTimeout(giveUp, leftMs);
        return;
      }
      // A confirm that comes after this finds nobody: the channel takes no more, and another takes its place.
      isUsable = false;
      const detail = `RabbitMQ did not confirm within ${confirmTimeoutMs / 1000} s${sayBlocked(connection)}`;
      one.settle({ outcome: 'unknown', detail });
    }
  }

  async function waitForChange(until: number): Promise<void> {
    const deadline = setTimeout(wakeAll, until - Date.now());
    await new Promise<void>((resolve) => waiting.push(resolve));
    clearTimeout(deadline);
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
      const one: InFlight = {
        returned: null,
        sentAt: Date.now(),
        settle(published) {
          inFlight.delete(replayId);
          resolve(published);
          if (inFlight.size === 0) rest(opened);
          wakeAll();
        },
      };
      inFlight.set(replayId, one);
      alarm ??= setTimeout(giveUp, confirmTimeoutMs);
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
