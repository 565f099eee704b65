// API tokens: shown once when they are made, kept as a digest.
import { uuidv7 } from 'uuidv7';
import type { TokenRequest } from '#lib/domain/access-request.ts';
import { nameOf, type Actor, type Role, type Standing } from '#lib/domain/actor.ts';
import type { TokenView } from '#lib/domain/people-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { digestOf, makeBearer } from './bearer.ts';
import { ringDoors } from './bells.ts';
import { db } from './client.ts';
import { requireRole } from './scope.ts';

const PREFIX = 'lt_';
const TOUCH_S = 60;

/** Gives the token itself, for the only time. */
export async function makeToken(actor: Actor, plan: TokenRequest): Promise<{ id: string; token: string }> {
  requireRole(actor, 'administrator');
  const token = PREFIX + makeBearer();
  const { name, role, seeQueues, actQueues, expiresInHours } = plan;
  const expiresAt = expiresInHours === null ? null : new Date(Date.now() + expiresInHours * 3_600_000);
  const id = uuidv7();
  const plain = { id, name, role, seeQueues, actQueues, expiresAt };
  return act(
    actor,
    { act: 'token.make', details: plain },
    async (tx) => {
      await tx.apiToken.create({ data: { ...plain, madeBy: nameOf(actor), tokenHash: digestOf(token) } });
      return { id, token };
    },
    { isSecret: true },
  );
}

/** Those that still let somebody in, newest first; at most 500. */
export async function listTokens(actor: Actor): Promise<TokenView[]> {
  requireRole(actor, 'administrator');
  const rows = await db().apiToken.findMany({
    where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
    orderBy: { id: 'desc' },
    take: 500,
    omit: { tokenHash: true, revokedAt: true },
  });
  return rows.map((row) => ({
    ...row,
    role: row.role as Role,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
}

/** At once: the next request with it is refused. Throws not_found. */
export async function revokeToken(actor: Actor, id: string): Promise<{ id: string }> {
  requireRole(actor, 'administrator');
  const details: Record<string, unknown> = { id };
  return act(actor, { act: 'token.revoke', details }, async (tx) => {
    const [revoked] = isId(id)
      ? await tx.$queryRaw<{ name: string }[]>`
          UPDATE api_token SET revoked_at = now() WHERE id = ${id}::uuid AND revoked_at IS NULL RETURNING name`
      : [];
    details.name = revoked?.name;
    if (revoked === undefined)
      throw new AppError('not_found', `There is no token ${id}`, { details: { ids: [id] } });
    await ringDoors(tx, id);
    return { id };
  });
}

/** The same of one that came in before. */
export async function readTokenById(
  _actor: Actor,
  id: string,
): Promise<({ id: string; name: string } & Standing) | null> {
  const row = await db().apiToken.findFirst({
    where: { id, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
    select: { id: true, name: true, role: true, seeQueues: true, actQueues: true },
  });
  return row && { ...row, role: row.role as Role };
}

/** What a token may at this moment; null when there is none such, when it was revoked, or when it expired. */
export async function readToken(
  _actor: Actor,
  token: string,
): Promise<({ id: string; name: string } & Standing) | null> {
  if (!token.startsWith(PREFIX)) return null;
  const [row] = await db().$queryRaw<({ id: string; name: string; isStale: boolean } & Standing)[]>`
    SELECT id, name, role, see_queues AS "seeQueues", act_queues AS "actQueues",
      last_used_at IS NULL OR last_used_at < now() - make_interval(secs => ${TOUCH_S}) AS "isStale"
    FROM api_token WHERE token_hash = ${digestOf(token)} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
  if (row === undefined) return null;
  const { isStale, ...found } = row;
  // A disk that is full must not keep people from reading why.
  if (isStale)
    await db().$executeRaw`UPDATE api_token SET last_used_at = now() WHERE id = ${found.id}::uuid`.catch(
      () => undefined,
    );
  return found;
}
