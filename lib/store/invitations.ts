// Links that make a person, once: the first administrator's, and those that administrators give.
import { uuidv7 } from 'uuidv7';
import type { InvitationRequest } from '#lib/domain/access-request.ts';
import { nameOf, type Actor, type Standing } from '#lib/domain/actor.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { act, writeAudit } from './act.ts';
import { ringDoors } from './bells.ts';
import { digestOf, makeBearer } from './bearer.ts';
import { db, type Tx } from './client.ts';
import { requireRole } from './scope.ts';

type Invited = { email: string | null } & Standing;

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
  return act(
    actor,
    { act: 'person.invite', details: plain },
    async (tx) => {
      await tx.invitation.create({ data: { ...plain, madeBy, tokenHash: digestOf(token) } });
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

/**
 * Makes the person of an invitation, with a password's hash; of two that use it at once only one succeeds. Throws not_found for
 * one that is used up, conflict for an address that somebody has.
 */
export async function acceptInvitation(
  _actor: Actor,
  {
    token,
    name,
    email,
    passwordHash,
    address,
  }: { token: string; name: string; email: string; passwordHash: string; address: string | null },
): Promise<{ personId: string }> {
  return db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<({ madeBy: string | null; personId: string | null } & Invited)[]>`
      UPDATE invitation SET used_at = now() WHERE token_hash = ${digestOf(token)} AND used_at IS NULL AND expires_at > now()
      RETURNING email, role, see_queues AS "seeQueues", act_queues AS "actQueues", made_by AS "madeBy", person_id AS "personId"`;
    if (row === undefined) throw usedUp();
    if (row.personId !== null)
      return renew(tx, { ...row, personId: row.personId, email, name, passwordHash, address });
    // The first administrator's: two links must not make two.
    if (row.madeBy === null) await tx.$executeRaw`LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE`;
    if (
      row.madeBy === null &&
      (await tx.person.count({ where: { role: 'administrator', disabledAt: null } })) > 0
    )
      throw usedUp();
    if (row.email !== null && row.email !== email.toLowerCase())
      throw new AppError('invalid_input', `email: this invitation is for another address`, {
        details: { field: 'email' },
      });
    const personId = await makePerson(tx, { ...row, name, email, passwordHash });
    const joined = { kind: 'person' as const, id: personId, signInId: null, address, ...row, name, email };
    await writeAudit(tx, joined, { act: 'person.join', details: { role: row.role } });
    return { personId };
  });
}

/** A new password for who is there; every browser of theirs is signed out. Throws invalid_input for another's address. */
async function renew(
  tx: Tx,
  {
    personId,
    email,
    name,
    passwordHash,
    address,
    ...row
  }: {
    personId: string;
    email: string;
    name: string;
    passwordHash: string;
    address: string | null;
  } & Standing,
): Promise<{ personId: string }> {
  const person = await tx.person.findUnique({ where: { id: personId, email: email.toLowerCase() } });
  if (person === null)
    throw new AppError('invalid_input', 'email: this link is for another address', {
      details: { field: 'email' },
    });
  await setPassword(tx, personId, passwordHash);
  await tx.signIn.deleteMany({ where: { personId } });
  await ringDoors(tx, personId);
  const { role, seeQueues, actQueues } = row;
  const actor = {
    kind: 'person' as const,
    id: personId,
    name,
    email,
    role,
    seeQueues,
    actQueues,
    signInId: null,
    address,
  };
  await writeAudit(tx, actor, { act: 'password.reset' });
  return { personId };
}

/** As better-auth writes it: its account is the person's own id. */
export async function setPassword(tx: Tx, personId: string, password: string): Promise<void> {
  const way = { providerId: 'credential', accountId: personId };
  await tx.credential.upsert({
    where: { providerId_accountId: way },
    create: { id: uuidv7(), personId, ...way, password },
    update: { password, updatedAt: new Date() },
  });
}

async function makePerson(
  tx: Tx,
  {
    name,
    email,
    passwordHash,
    role,
    seeQueues,
    actQueues,
  }: { name: string; email: string; passwordHash: string } & Standing,
): Promise<string> {
  const id = uuidv7();
  if ((await tx.person.count({ where: { email: email.toLowerCase() } })) > 0)
    throw new AppError('conflict', 'email: somebody with this address can sign in already', {
      details: { field: 'email' },
    });
  const scopes = { seeQueues: [...seeQueues], actQueues: [...actQueues] };
  await tx.person.create({
    data: { id, name, email: email.toLowerCase(), emailVerified: true, role, ...scopes },
  });
  await setPassword(tx, id, passwordHash);
  return id;
}

function usedUp(): AppError {
  return new AppError('not_found', 'This link was used already, or has expired: ask for another one');
}
