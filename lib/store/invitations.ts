// Links that make a person, once: the first administrator's, and those that administrators give. What comes of them: joining.ts.
import { uuidv7 } from 'uuidv7';
import type { InvitationRequest } from '#lib/domain/access-request.ts';
import type { InvitationView, LinkView } from '#lib/domain/people-schemas.ts';
import { nameOf, type Actor } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { digestOf, makeBearer } from './bearer.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';
import { requireRole } from './scope.ts';

/** Gives the secret of the link, for the only time. */
export async function invite(actor: Actor, plan: InvitationRequest): Promise<{ id: string; token: string }> {
  requireRole(actor, 'administrator');
  const token = makeBearer();
  const { email, role, seeQueues, actQueues, expiresInHours } = plan;
  const id = uuidv7();
  const expiresAt = new Date(Date.now() + expiresInHours * 3_600_000);
  const plain = { id, role, seeQueues, actQueues, expiresAt, email: email?.toLowerCase() ?? null };
  // Null: the first administrator's, which is worth nothing once there is one.
  const madeBy = actor.kind === 'system' && email === null ? null : nameOf(actor);
  const madeById = 'id' in actor ? actor.id : null;
  return act(
    actor,
    { act: 'person.invite', details: plain },
    async (tx) => {
      await tx.invitation.create({ data: { ...plain, madeBy, madeById, tokenHash: digestOf(token) } });
      return { id, token };
    },
    { isSecret: true },
  );
}

/** A link by which somebody who is there sets a new password, within a day. Throws not_found. */
export async function makePasswordLink(
  actor: Actor,
  personId: string,
): Promise<{ id: string; token: string }> {
  requireRole(actor, 'administrator');
  const person = isId(personId) ? await db().person.findUnique({ where: { id: personId } }) : null;
  if (person === null)
    throw new AppError('not_found', `There is no person ${personId}`, { details: { ids: [personId] } });
  const token = makeBearer();
  const { email, role, seeQueues, actQueues, name } = person;
  const id = uuidv7();
  const expiresAt = new Date(Date.now() + 24 * 3_600_000);
  const data = {
    id,
    email,
    role,
    seeQueues,
    actQueues,
    expiresAt,
    personId,
    madeBy: nameOf(actor),
    madeById: 'id' in actor ? actor.id : null,
    tokenHash: digestOf(token),
  };
  return act(
    actor,
    { act: 'password.link', details: { id: personId, name } },
    async (tx) => {
      await tx.invitation.create({ data });
      return { id, token };
    },
    { isSecret: true },
  );
}

/** Those that still let somebody in, newest first; at most 500. */
export async function listInvitations(actor: Actor): Promise<InvitationView[]> {
  requireRole(actor, 'administrator');
  const rows = await db().$queryRaw<
    (Omit<InvitationView, 'createdAt' | 'expiresAt'> & { createdAt: Date; expiresAt: Date })[]
  >`
    SELECT i.id, i.email, i.role, i.see_queues AS "seeQueues", i.act_queues AS "actQueues", i.made_by AS "madeBy",
      i.person_id IS NOT NULL AS "isForPassword", i.created_at AS "createdAt", i.expires_at AS "expiresAt"
    FROM invitation i WHERE ${isOpenInvitation} ORDER BY i.id DESC LIMIT 500`;
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** Nobody comes in by it any more. Throws not_found. */
export async function revokeInvitation(actor: Actor, id: string): Promise<{ id: string }> {
  requireRole(actor, 'administrator');
  return act(actor, { act: 'invitation.revoke', details: { id } }, async (tx) => {
    const gone = isId(id) ? await tx.invitation.deleteMany({ where: { id, usedAt: null } }) : { count: 0 };
    if (gone.count === 0)
      throw new AppError('not_found', `There is no open invitation ${id}`, { details: { ids: [id] } });
    return { id };
  });
}

/**
 * Unused, in time, and of a maker who may still give it: an invitation is worth no more than who made it. The first
 * administrator's (made_by is null) is worth nothing once there is one.
 */
export const isOpenInvitation = Prisma.sql`(i.used_at IS NULL AND i.expires_at > now() AND (i.made_by IS NOT NULL
  OR NOT EXISTS (SELECT FROM person p WHERE p.role = 'administrator' AND p.disabled_at IS NULL)) AND (i.made_by_id IS NULL
  OR EXISTS (SELECT FROM person p WHERE p.id = i.made_by_id AND p.role = 'administrator' AND p.disabled_at IS NULL)
  OR EXISTS (SELECT FROM api_token t WHERE t.id = i.made_by_id AND t.role = 'administrator' AND t.revoked_at IS NULL
    AND (t.expires_at IS NULL OR t.expires_at > now()))))`;

/** What the secret of a link is for; null where it lets nobody in. Asked before anything that costs. */
export async function readLink(_actor: Actor, token: string): Promise<LinkView | null> {
  const [row] = await db().$queryRaw<(Omit<LinkView, 'expiresAt'> & { expiresAt: Date })[]>`
    SELECT i.email, i.role, i.see_queues AS "seeQueues", i.act_queues AS "actQueues", i.person_id IS NOT NULL AS "isForPassword",
      i.made_by AS "madeBy", i.expires_at AS "expiresAt"
    FROM invitation i WHERE i.token_hash = ${digestOf(token)} AND ${isOpenInvitation}`;
  return row === undefined ? null : { ...row, expiresAt: row.expiresAt.toISOString() };
}
