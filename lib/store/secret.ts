// Secrets that all web processes of one database share, made by the first that needs one. LETTERTHIEF_SECRET keeps them out of it.
import { createHmac, randomBytes } from 'node:crypto';
import { readConfig } from '#lib/config.ts';
import type { Actor } from '#lib/domain/actor.ts';
import { db } from './client.ts';

export async function readSecret(_actor: Actor, name: 'cookies'): Promise<string> {
  const { secret } = readConfig();
  if (secret !== undefined) return createHmac('sha256', secret).update(name).digest('base64url');
  await db()
    .$executeRaw`INSERT INTO secret (name, value) VALUES (${name}, ${randomBytes(32).toString('base64url')})
    ON CONFLICT (name) DO NOTHING`;
  return (await db().secret.findUniqueOrThrow({ where: { name } })).value;
}
