// What opens a door by being shown (a token, the secret of a link): made at random, and kept as a digest.
import { createHash, randomBytes } from 'node:crypto';

export function makeBearer(): string {
  return randomBytes(32).toString('base64url');
}

/** Without salt: 256 random bits cannot be guessed, and it must be found by its digest. */
export function digestOf(bearer: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(bearer).digest());
}
