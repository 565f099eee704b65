// People and the browsers they are signed in with.
import type { Actor, Role } from '#lib/domain/actor.ts';
import type { PersonChange } from '#lib/domain/access-request.ts';
import type { PersonView } from '#lib/domain/people-schemas.ts';
import { isId } from '#lib/domain/ids.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringDoors } from './bells.ts';
import { db, type Tx } from './client.ts';
import { setPassword } from './joining.ts';
import { requireRole } from './scope.ts';

export type Person = Pick<PersonView, 'id' | 'name' | 'email' | 'role' | 'seeQueues' | 'actQueues'>;

/** Once a minute is enough to tell an idle browser from one in use. */
const TOUCH_S = 60;

/**
 * The person of a sign-in, with what they may at this moment. Null when they are disabled, when the sign-in has ended, or when
 * nothing came from it for so long. `isTouched`: this is a request of theirs, and no look of ours.
 */
export async function readSignedIn(
  _actor: Actor,
  signInId: string,
  limits: { idleHours: number; days: number; isTouched: boolean },
): Promise<Person | null> {
  const [row] = await db().$queryRaw<(Person & { isStale: boolean })[]>`
    SELECT p.id, p.name, p.email, p.role, p.see_queues AS "seeQueues", p.act_queues AS "actQueues",
      s.seen_at < now() - make_interval(secs => ${TOUCH_S}) AS "isStale"
    FROM sign_in s JOIN person p ON p.id = s.person_id
    WHERE s.id = ${signInId}::uuid AND p.disabled_at IS NULL AND s.expires_at > now()
      AND s.created_at > now() - make_interval(days => ${limits.days}) AND s.seen_at > now() - make_interval(hours => ${limits.idleHours})`;
  if (row === undefined) return null;
  const { isStale, ...person } = row;
  // A disk that is full must not keep people from reading why.
  if (isStale && limits.isTouched)
    await db().$executeRaw`UPDATE sign_in SET seen_at = now() WHERE id = ${signInId}::uuid`.catch(
      () => undefined,
    );
  return person;
}

/** What somebody may at this moment, whichever way they came; null when they are disabled. */
export async function readStanding(_actor: Actor, id: string): Promise<Person | null> {
  const row = await db().person.findUnique({
    where: { id, disabledAt: null },
    select: { id: true, name: true, email: true, role: true, seeQueues: true, actQueues: true },
  });
  return row && { ...row, role: row.role as Role };
}

/** As whom Slack knows them; null where nobody is, or they are disabled. */
export async function readBySlackId(actor: Actor, slackId: string): Promise<Person | null> {
  const row = await db().person.findUnique({ where: { slackId, disabledAt: null }, select: { id: true } });
  return row && readStanding(actor, row.id);
}

/** Whether nobody can say yet who may what. */
export async function hasAdministrator(_actor: Actor): Promise<boolean> {
  const role: Role = 'administrator';
  return (await db().person.count({ where: { role, disabledAt: null }, take: 1 })) > 0;
}

export async function hasPerson(_actor: Actor, email: string): Promise<boolean> {
  return (await db().person.count({ where: { email: email.toLowerCase() } })) > 0;
}

/** At most 1,000, by name. */
export async function listPeople(actor: Actor): Promise<PersonView[]> {
  requireRole(actor, 'administrator');
  return (await readPeople(db())).map(present);
}

/** Throws not_found. */
export async function readPerson(actor: Actor, id: string): Promise<PersonView> {
  requireRole(actor, 'administrator');
  const [row] = isId(id) ? await readPeople(db(), id) : [];
  if (row === undefined) throw unknownPerson(id);
  return present(row);
}

/**
 * Counts at the person's next request; who is disabled is signed out everywhere. `version`: what the caller has read, or null.
 * Throws not_found; conflict when it was changed since, or when nobody would be left to say who may what.
 */
export async function changePerson(
  actor: Actor,
  id: string,
  change: PersonChange,
  version: string | null,
): Promise<PersonView> {
  requireRole(actor, 'administrator');
  const details: Record<string, unknown> = { id, ...change };
  return act(actor, { act: 'person.change', details }, async (tx) => {
    // Two at once must not take the last administrators from each other.
    await tx.$executeRaw`LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE`;
    const [before] = isId(id) ? await readPeople(tx, id) : [];
    if (before === undefined) throw unknownPerson(id);
    details.name = before.name;
    const { role: was, seeQueues: saw, actQueues: acted, disabledAt, slackId: known } = before;
    details.before = {
      role: was,
      seeQueues: saw,
      actQueues: acted,
      isDisabled: disabledAt !== null,
      slackId: known,
    };
    if (version !== null && present(before).version !== version)
      throw new AppError('conflict', 'Somebody changed this person meanwhile: read again what stands there');
    const { role = null, seeQueues = null, actQueues = null, isDisabled = null, slackId } = change;
    if (slackId) await requireUnmapped(tx, id, slackId);
    await tx.$executeRaw`
      UPDATE person SET role = coalesce(${role}, role), see_queues = coalesce(${seeQueues}::text[], see_queues),
        act_queues = coalesce(${actQueues}::text[], act_queues), updated_at = now(),
        slack_id = CASE WHEN ${slackId !== undefined} THEN ${slackId ?? null} ELSE slack_id END,
        disabled_at = CASE ${isDisabled}::bool WHEN true THEN now() WHEN false THEN NULL ELSE disabled_at END
      WHERE id = ${id}::uuid`;
    await ringDoors(tx, id);
    if (isDisabled === true) await tx.signIn.deleteMany({ where: { personId: id } });
    if (isDisabled === true) await tx.invitation.deleteMany({ where: { personId: id } });
    if ((await tx.person.count({ where: { role: 'administrator', disabledAt: null } })) === 0)
      throw new AppError(
        'conflict',
        'Nobody would be left who may say who may what: make somebody else an administrator first',
      );
    const [after] = await readPeople(tx, id);
    return present(after!);
  });
}

/** One's own, and every other browser of one's is signed out. */
export async function changePassword(actor: Actor, passwordHash: string): Promise<{ id: string }> {
  return act(actor, { act: 'password.change' }, async (tx) => {
    if (actor.kind !== 'person') throw new AppError('forbidden', 'A token has no password');
    await setPassword(tx, actor.id, passwordHash);
    const not = actor.signInId === null ? {} : { NOT: { id: actor.signInId } };
    await tx.signIn.deleteMany({ where: { personId: actor.id, ...not } });
    // Whoever holds a link for a new one would undo this.
    await tx.invitation.deleteMany({ where: { personId: actor.id } });
    await ringDoors(tx, actor.id);
    return { id: actor.id };
  });
}

/** One member in Slack acts as one person. */
async function requireUnmapped(tx: Tx, id: string, slackId: string): Promise<void> {
  const other = await tx.person.findFirst({ where: { slackId, NOT: { id } }, select: { name: true } });
  if (other !== null)
    throw new AppError('conflict', `slackId: ${slackId} is ${other.name} already`, {
      details: { field: 'slackId' },
    });
}

type PersonRow = Person & {
  slackId: string | null;
  createdAt: Date;
  updatedAt: Date;
  disabledAt: Date | null;
  lastSeenAt: Date | null;
};

async function readPeople(tx: Tx, id?: string): Promise<PersonRow[]> {
  return tx.$queryRaw<PersonRow[]>`
    SELECT p.id, p.name, p.email, p.role, p.see_queues AS "seeQueues", p.act_queues AS "actQueues", p.created_at AS "createdAt", p.slack_id AS "slackId",
      p.updated_at AS "updatedAt", p.disabled_at AS "disabledAt",
      (SELECT max(s.seen_at) FROM sign_in s WHERE s.person_id = p.id) AS "lastSeenAt"
    FROM person p WHERE ${id ?? null}::uuid IS NULL OR p.id = ${id ?? null}::uuid ORDER BY lower(p.name), p.id LIMIT 1000`;
}

function present({ createdAt, updatedAt, disabledAt, lastSeenAt, ...row }: PersonRow): PersonView {
  return {
    ...row,
    isDisabled: disabledAt !== null,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    version: String(updatedAt.getTime()),
  };
}

function unknownPerson(id: string): AppError {
  return new AppError('not_found', `There is no person ${id}`, { details: { ids: [id] } });
}

/** Ends what is over: nobody comes in by it any more, but it would lie there. */
export async function forgetOldSignIns(_actor: Actor): Promise<void> {
  await db().$executeRaw`DELETE FROM sign_in WHERE expires_at < now()`;
  await db().$executeRaw`DELETE FROM verification WHERE expires_at < now()`;
  await db().$executeRaw`DELETE FROM invitation WHERE expires_at < now()`;
}
