// Sneakers and Kicks with Maxretry (ruby-amqp/kicks 3, lib/sneakers/handlers/maxretry.rb): <queue>-error gets the payload with one
// header, retry_info, which holds the original's properties.
import { asObject, readMoment, textIn } from './clues.ts';
import type { Convention } from './convention.ts';
import { findReplayId, writeInside } from './inside.ts';

const MAX_INFO = 256 * 1024;

export const kicks: Convention = {
  name: 'Sneakers / Kicks',
  certainty: 3,
  marks: ['retry_info'],
  reads: ['retry_info'],
  recognise(clues) {
    const { queue } = clues;
    const info = readInfo(clues.text('retry_info'));
    if (info === null) return null;
    const backtrace = Array.isArray(info.backtrace)
      ? (info.backtrace as unknown[]).slice(0, 100).map(String)
      : [];
    const message = textIn(info, 'error_message');
    const type = textIn(info, 'error_class');
    const bare = queue.replace(/-error$/, '');
    return {
      from: 'header retry_info',
      error: {
        type,
        message: message ?? textIn(info, 'error'),
        stack:
          backtrace.length === 0
            ? null
            : [`${type ?? 'error'}: ${message ?? ''}`, ...backtrace.map((line) => `    from ${line}`)].join(
                '\n',
              ),
      },
      failedAt: readMoment(info.failed_at),
      attempts: typeof info.num_attempts === 'number' ? info.num_attempts : null,
      sourceQueue: bare === queue ? null : bare,
      cameFromReplayId: findReplayId(asObject(info.properties)?.headers),
      warnings: ['A replay sends the payload with the properties that it came with at first.'],
    };
  },
  // The payload is the original's; its properties are what retry_info tells.
  unwrap(clues, body) {
    const told = asObject(readInfo(clues.text('retry_info'))?.properties);
    if (told === null) return null;
    return writeInside(
      {
        contentType: told.content_type,
        contentEncoding: told.content_encoding,
        headers: told.headers,
        deliveryMode: told.delivery_mode,
        priority: told.priority === 0 ? undefined : told.priority,
        correlationId: told.correlation_id,
        replyTo: told.reply_to,
        messageId: told.message_id,
        type: told.type,
        appId: told.app_id,
      },
      body,
    );
  },
};

/** One, or a list with the newest first. */
export function readInfo(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null || text.length > MAX_INFO) return null;
  try {
    const told = JSON.parse(text) as unknown;
    return asObject(Array.isArray(told) ? told[0] : told);
  } catch {
    return null;
  }
}
