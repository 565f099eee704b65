// If-Match (RFC 9110, 13.1.1): the version that somebody has read, where two may change the same.
import { AppError } from '#lib/errors.ts';

/** Null where any version will do. Throws invalid_input: a condition that is not understood must not be passed over. */
export function readIfMatch(request: Request): string | null {
  const given = request.headers.get('if-match')?.trim() ?? '*';
  if (given === '*') return null;
  // A proxy that compresses makes it weak.
  const version = /^(?:W\/)?"(\d+)"$/.exec(given)?.[1];
  if (version === undefined)
    throw new AppError('invalid_input', 'If-Match: must be the ETag that was answered, or *', {
      details: { field: 'If-Match' },
    });
  return version;
}
