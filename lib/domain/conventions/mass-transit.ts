// MassTransit: <queue>_error and <queue>_skipped (MassTransit.Abstractions/MessageHeaders.cs, RabbitMqMoveTransport.cs, 8.x).
import { readMoment } from './clues.ts';
import type { Clues, Convention } from './convention.ts';

export const massTransit: Convention = {
  name: 'MassTransit',
  certainty: 3,
  marks: ['MT-Reason', 'MT-Fault-ExceptionType'],
  reads: [
    'MT-Reason',
    'MT-Fault-ExceptionType',
    'MT-Fault-Message',
    'MT-Fault-StackTrace',
    'MT-Fault-Timestamp',
    'MT-Fault-InputAddress',
    'MT-Fault-MessageType',
    'MT-Fault-RetryCount',
  ],
  bodyKeys: ['messageType'],
  recognise(clues) {
    const why = clues.text('MT-Reason');
    const type = clues.text('MT-Fault-ExceptionType');
    if (why === null && type === null) return null;
    const isSkipped = why === 'dead-letter';
    return {
      from: `header ${type === null ? 'MT-Reason' : 'MT-Fault-ExceptionType'}`,
      error: {
        type,
        message:
          clues.text('MT-Fault-Message') ?? (isSkipped ? 'No consumer there takes this message' : null),
        stack: clues.text('MT-Fault-StackTrace'),
      },
      failedAt: readMoment(clues.text('MT-Fault-Timestamp')),
      attempts: (clues.number('MT-Fault-RetryCount') ?? 0) + 1,
      messageType: clues.text('MT-Fault-MessageType') ?? typeOf(clues),
      sourceQueue: queueOf(clues),
    };
  },
  replay: {
    leavesOut: (name) =>
      name === 'MT-Reason' ||
      name.startsWith('MT-Fault-') ||
      name.startsWith('MT-Host-') ||
      name === 'MT-Redelivery-Count',
  },
};

/** "rabbitmq://host/vhost/orders?durable=true": the last part of the path; else the name of its own queue without the suffix. */
function queueOf(clues: Clues): string | null {
  const path = (clues.text('MT-Fault-InputAddress') ?? '').split(/[?#]/, 1)[0] ?? '';
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (last !== '' && path.includes('://')) return decode(last);
  const { queue } = clues;
  const bare = queue.replace(/_(?:error|skipped)$/, '');
  return bare === queue ? null : bare;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The envelope's first "urn:message:Shop.Orders:OrderPlaced". */
function typeOf({ object }: Clues): string | null {
  const types: unknown = object?.messageType;
  const [first] = Array.isArray(types) ? (types as unknown[]) : [];
  return typeof first === 'string' ? first.replace(/^urn:message:/, '').replace(':', '.') : null;
}
