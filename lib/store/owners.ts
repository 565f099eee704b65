// Owners: the rules, and whose a group is: who it was assigned to, else the first rule that fits its queue.
import { createHash } from 'node:crypto';
import type { Actor } from '#lib/domain/actor.ts';
import type { OwnerRules, OwnerRulesRequest } from '#lib/domain/owner-rules.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { ringGroups } from './bells.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { likePattern, requireRole } from './scope.ts';

/** Behind `failure_group g`: who it was assigned to (a), and the rule that fits (w). Who is disabled owns nothing. */
export const joinOwner = Prisma.sql`
  LEFT JOIN person a ON a.id = g.assignee_id AND a.disabled_at IS NULL
  LEFT JOIN LATERAL (SELECT r.queues, r.person_id, coalesce(r.team, p.name) AS name, coalesce(r.slack_id, p.slack_id) AS slack_id
    FROM owner_rule r LEFT JOIN person p ON p.id = r.person_id AND p.disabled_at IS NULL
    WHERE g.source_queue LIKE r.queues_like AND (r.team IS NOT NULL OR p.id IS NOT NULL)
    ORDER BY r.position LIMIT 1) w ON true`;
export const ownerName = Prisma.sql`coalesce(a.name, w.name)`;

export async function readOwnerRules(actor: Actor): Promise<OwnerRules> {
  requireRole(actor, 'administrator');
  return readRules(db());
}

/** All of them anew. `version`: what the caller has read, or null. Throws conflict when they were changed since. */
export async function setOwnerRules(
  actor: Actor,
  { items }: OwnerRulesRequest,
  version: string | null,
): Promise<OwnerRules> {
  requireRole(actor, 'administrator');
  return act(actor, { act: 'owners.set', details: { rules: items } }, async (tx) => {
    await tx.$executeRaw`LOCK TABLE owner_rule IN SHARE ROW EXCLUSIVE MODE`;
    if (version !== null && (await readRules(tx)).version !== version)
      throw new AppError('conflict', 'Somebody changed the owners meanwhile: read again what stands there');
    await requirePeople(
      tx,
      items.flatMap(({ personId }) => personId ?? []),
    );
    await tx.$executeRaw`DELETE FROM owner_rule`;
    await tx.ownerRule.createMany({
      data: items.map(({ slackId = null, ...rule }, position) => ({
        ...rule,
        slackId,
        position,
        queuesLike: likePattern(rule.queues),
      })),
    });
    await ringGroups(tx);
    return readRules(tx);
  });
}

async function requirePeople(tx: Tx, ids: readonly string[]): Promise<void> {
  const known = new Set(
    (await tx.person.findMany({ where: { id: { in: [...ids] } }, select: { id: true } })).map(({ id }) => id),
  );
  const missing = ids.find((id) => !known.has(id.toLowerCase()));
  if (missing !== undefined)
    throw new AppError('invalid_input', `items: there is no person ${missing}`, {
      details: { field: 'items' },
    });
}

async function readRules(tx: Tx): Promise<OwnerRules> {
  const rows = await tx.ownerRule.findMany({
    orderBy: { position: 'asc' },
    select: { queues: true, personId: true, team: true, slackId: true, person: { select: { name: true } } },
  });
  const items = rows.map(({ person, ...rule }) => ({ ...rule, name: rule.team ?? person?.name ?? '' }));
  return {
    items,
    version: versionOf(rows.map(({ queues, personId, team, slackId }) => [queues, personId, team, slackId])),
  };
}

/** Of the list as it stands: a number, as If-Match takes it. */
function versionOf(list: unknown): string {
  return String(createHash('sha256').update(JSON.stringify(list)).digest().readUIntBE(0, 6));
}
