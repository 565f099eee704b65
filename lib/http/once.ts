// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a request that may come twice is carried out once.
import { createHash } from 'node:crypto';
import type { Once } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';

/** For requests that change something. Throws invalid_input for a key that is none. */
export function readOnce(request: Request, body: unknown): { once?: Once } {
  const key = request.headers.get('idempotency-key');
  if (key === null || request.method === 'GET') return {};
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new AppError('invalid_input', 'Idempotency-Key: must have 1 to 255 visible ASCII characters', {
      details: { field: 'Idempotency-Key' },
    });
  const asked = `${request.method} ${new URL(request.url).pathname} ${request.headers.get('if-match') ?? ''}\n${JSON.stringify(body ?? null)}`;
  return { once: { key, requestDigest: new Uint8Array(createHash('sha256').update(asked).digest()) } };
}
