// What RabbitMQ's answers to a publish mean, in words: its confirm, its return, its silence, the end of its channel.
import { readFieldTable } from '#lib/domain/field-table.ts';
import { readProperties } from '#lib/domain/properties.ts';
import { replayIdHeader } from '#lib/domain/replay-plan.ts';
import type { ChannelEnd } from './channel.ts';
import type { Connection } from './connection.ts';
import type { Published } from './publishing.ts';

const confirmed: Published = { outcome: 'confirmed', detail: null };

export function readAnswer(isTaken: boolean, returned: string | null): Published {
  if (!isTaken)
    return {
      outcome: 'nacked',
      detail:
        'RabbitMQ did not take it: a queue is full or refused it; other queues of the exchange may have it',
    };
  if (returned === null) return confirmed;
  return { outcome: 'returned', detail: `No queue took it: ${returned}` };
}

/** What a channel is closed for is sure when one alone was in flight; of several nobody can tell which had been published. */
export function readEnd(
  { by, code, message }: ChannelEnd,
  returned: string | null,
  isAlone: boolean,
): Published {
  if (returned !== null) return readAnswer(true, returned);
  const isRefusal = by === 'channel' && (code === 403 || code === 404 || code === 406);
  if (isAlone && isRefusal) return { outcome: 'refused', detail: message };
  return { outcome: 'unknown', detail: `The channel ended before RabbitMQ answered: ${message}` };
}

export function replayIdOf(propertyBytes: Uint8Array): string | null {
  const { headers } = readProperties(propertyBytes);
  const found = headers && readFieldTable(headers).findLast(({ name }) => name === replayIdHeader);
  return typeof found?.value === 'string' ? found.value : null;
}

export function tooLate(connection: Connection): Published {
  return { outcome: 'unsent', detail: `Not sent: RabbitMQ took nothing in time${sayBlocked(connection)}` };
}

export function sayBlocked({ blockedBecause }: Connection): string {
  return blockedBecause === null ? '' : ` (it blocks publishers: ${blockedBecause})`;
}
