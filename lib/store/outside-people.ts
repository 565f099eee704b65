// People whom somebody else signs in, an issuer or a proxy: the rules (ROLE_RULES) say what they may, each time anew.
import { uuidv7 } from 'uuidv7';
import type { Actor, Role, Standing } from '#lib/domain/actor.ts';
import { writeAudit } from './act.ts';
import { ringDoors } from './bells.ts';
import { db, type Tx } from './client.ts';
import type { Person } from './people.ts';

export type By = { by: 'issuer' | 'proxy'; address: string | null };
type Row = Person & { isDisabled: boolean; isProven: boolean };

/** Whom a proxy has signed in, as the rules have it now; made when they are new. Null for who is disabled. */
export async function bringPerson(
  actor: Actor,
  { email, address, ...standing }: { email: string; address: string | null } & Standing,
): Promise<Person | null> {
  const by = { by: 'proxy' as const, address };
  const [found] = await db().$queryRaw<{ id: string }[]>`SELECT id FROM person WHERE email = ${email}`;
  if (found !== undefined) return applyRules(actor, found.id, standing, by);
  const { role } = standing;
  const person = { id: uuidv7(), name: email, email, role, ...copyOf(standing) };
  await db().$transaction(async (tx) => {
    const made = await tx.person.createMany({
      data: [{ ...person, emailVerified: true }],
      skipDuplicates: true,
    });
    if (made.count > 0) await noteChange(tx, person, 'person.join', { role, by: by.by }, address);
  });
  const [now] = await db().$queryRaw<{ id: string }[]>`SELECT id FROM person WHERE email = ${email}`;
  return now === undefined ? null : applyRules(actor, now.id, standing, by);
}

/**
 * What the rules give somebody who is there already. Whoever took the address by an invitation that did not prove it is put
 * out first: password and browsers are theirs, not the one's who comes now. The last administrator stays one, or nobody could
 * say who may what. Null for who is disabled.
 */
export async function applyRules(
  _actor: Actor,
  id: string,
  standing: Standing,
  { by, address }: By,
  name?: string,
): Promise<Person | null> {
  const before = await readRow(db(), id);
  if (before === undefined || before.isDisabled) return null;
  const isKept = standing.role !== 'administrator' && (await isLastAdministrator(db(), before));
  const due = isKept ? { ...standing, role: before.role } : standing;
  if (isSame(before, due) && before.isProven && (name ?? before.name) === before.name) return bare(before);
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE`;
    const row = await readRow(tx, id);
    if (row === undefined || row.isDisabled) return null;
    const isLast = await isLastAdministrator(tx, row);
    const role: Role = isLast ? 'administrator' : standing.role;
    const now = { ...bare(row), role, ...copyOf(standing), name: name ?? row.name };
    const { name: called, seeQueues, actQueues } = now;
    await tx.person.update({
      where: { id },
      data: { name: called, role, seeQueues, actQueues, emailVerified: true, updatedAt: new Date() },
    });
    if (!row.isProven) {
      await tx.credential.deleteMany({ where: { personId: id, providerId: 'credential' } });
      await tx.signIn.deleteMany({ where: { personId: id } });
      await tx.invitation.deleteMany({ where: { personId: id } });
    }
    const details = {
      id,
      name: called,
      role,
      seeQueues,
      actQueues,
      by,
      ...(isLast && role !== standing.role && { kept: 'the last administrator' }),
      ...(!row.isProven && {
        claimed: 'the address was not proven before: its password, links and browsers are gone',
      }),
    };
    await ringDoors(tx, id);
    await noteChange(tx, now, 'person.change', details, address);
    return now;
  });
}

async function readRow(tx: Tx, id: string): Promise<Row | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT id, name, email, role, see_queues AS "seeQueues", act_queues AS "actQueues", disabled_at IS NOT NULL AS "isDisabled",
      email_verified AS "isProven"
    FROM person WHERE id = ${id}::uuid`;
  return row;
}

async function isLastAdministrator(tx: Tx, { id, role, isProven }: Row): Promise<boolean> {
  if (role !== 'administrator' || !isProven) return false;
  return (await tx.person.count({ where: { role, disabledAt: null, NOT: { id } } })) === 0;
}

async function noteChange(
  tx: Tx,
  person: Person,
  act: 'person.join' | 'person.change',
  details: Record<string, unknown>,
  address: string | null,
): Promise<void> {
  await writeAudit(tx, { kind: 'person', ...person, signInId: null, address }, { act, details });
}

function isSame(row: Row, { role, seeQueues, actQueues }: Standing): boolean {
  return (
    row.role === role &&
    String(row.seeQueues) === String(seeQueues) &&
    String(row.actQueues) === String(actQueues)
  );
}

function bare({ id, name, email, role, seeQueues, actQueues }: Row): Person {
  return { id, name, email, role, seeQueues, actQueues };
}

function copyOf({ seeQueues, actQueues }: Standing): { seeQueues: string[]; actQueues: string[] } {
  return { seeQueues: [...seeQueues], actQueues: [...actQueues] };
}
