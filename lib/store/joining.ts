// Whoever comes by a link: it makes a person, or sets a password anew, once.
import { uuidv7 } from 'uuidv7';
import type { Actor, Standing } from '#lib/domain/actor.ts';
import { AppError } from '#lib/errors.ts';
import { writeAudit } from './act.ts';
import { digestOf } from './bearer.ts';
import { ringDoors } from './bells.ts';
import { db, type Tx } from './client.ts';
import { isOpenInvitation } from './invitations.ts';

type Invited = { email: string | null } & Standing;

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
  const accepting = db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<({ madeBy: string | null; personId: string | null } & Invited)[]>`
      UPDATE invitation i SET used_at = now() WHERE i.token_hash = ${digestOf(token)} AND ${isOpenInvitation}
      RETURNING email, role, see_queues AS "seeQueues", act_queues AS "actQueues", made_by AS "madeBy", person_id AS "personId"`;
    if (row === undefined) throw usedUp();
    if (row.personId !== null)
      return renew(tx, { ...row, personId: row.personId, email, passwordHash, address });
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
    // An address that the invitation names was proven by getting it; the first administrator's is who reads our log.
    const isProven = row.email !== null || row.madeBy === null;
    const personId = await makePerson(tx, { ...row, name, email, passwordHash, isProven });
    const joined = { kind: 'person' as const, id: personId, signInId: null, address, ...row, name, email };
    await writeAudit(tx, joined, { act: 'person.join', details: { role: row.role } });
    return { personId };
  });
  return accepting.catch((error: unknown) => {
    // Two invitations for one address at once.
    throw (error as { code?: unknown }).code === 'P2002' ? addressTaken() : error;
  });
}

/** A new password for who is there; every browser of theirs is signed out. Throws invalid_input for another's address. */
async function renew(
  tx: Tx,
  {
    personId,
    email,
    passwordHash,
    address,
    ...row
  }: {
    personId: string;
    email: string;
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
  await tx.invitation.deleteMany({ where: { personId, usedAt: null } });
  await ringDoors(tx, personId);
  const { role, seeQueues, actQueues } = row;
  const actor = {
    kind: 'person' as const,
    id: personId,
    name: person.name,
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

/** What a password's row says of its last change; waits for one that is under way. Null where there is none. */
export async function readPasswordVersion(_actor: Actor, email: string): Promise<string | null> {
  const [row] = await db().$queryRaw<{ version: string }[]>`
    SELECT c.updated_at::text AS version FROM credential c JOIN person p ON p.id = c.person_id
    WHERE p.email = ${email} AND c.provider_id = 'credential' FOR SHARE OF c`;
  return row?.version ?? null;
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
    isProven,
  }: { name: string; email: string; passwordHash: string; isProven: boolean } & Standing,
): Promise<string> {
  const id = uuidv7();
  if ((await tx.person.count({ where: { email: email.toLowerCase() } })) > 0) throw addressTaken();
  const scopes = { seeQueues: [...seeQueues], actQueues: [...actQueues] };
  await tx.person.create({
    data: { id, name, email: email.toLowerCase(), emailVerified: isProven, role, ...scopes },
  });
  await setPassword(tx, id, passwordHash);
  return id;
}

function addressTaken(): AppError {
  return new AppError('conflict', 'email: somebody with this address can sign in already', {
    details: { field: 'email' },
  });
}

function usedUp(): AppError {
  return new AppError(
    'not_found',
    'This link was used already, was taken back, or has expired: ask for another one',
  );
}
