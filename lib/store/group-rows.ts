// Failure groups as pages and the REST API show them.
import { timeOfId } from '#lib/domain/cursor.ts';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import type { GroupState } from '#lib/domain/group-states.ts';
import { db } from './client.ts';
import { Prisma } from './generated/client.ts';

const HOUR_MS = 3_600_000;

export type GroupRow = FailureGroupView['cause'] & {
  id: string;
  title: string;
  state: GroupState;
  stateAt: Date;
  untilLetters: number | null;
  untilPerHour: number | null;
  cameBackAt: Date | null;
  grewAt: Date | null;
  snoozedUntil: Date | null;
  snoozedBy: string | null;
  version: number;
  letters: number;
  openLetters: number;
  firstLetterId: string;
  lastLetterId: string;
  assigneeId: string | null;
  assigneeName: string | null;
  ruleQueues: string | null;
  rulePersonId: string | null;
  ruleName: string | null;
};

/** Of `failure_group g` with joinOwner. */
export const groupColumns = Prisma.sql`
  g.id, g.title, g.state, g.state_at AS "stateAt", g.until_letters AS "untilLetters", g.until_per_hour AS "untilPerHour",
  g.came_back_at AS "cameBackAt", g.grew_at AS "grewAt", g.version,
  CASE WHEN g.snoozed_until > now() THEN g.snoozed_until END AS "snoozedUntil", g.snoozed_by AS "snoozedBy", g.source_queue AS "sourceQueue", g.reason,
  g.error_type AS "errorType", g.pattern, g.file, g.function, g.letters, g.open_letters AS "openLetters",
  g.first_letter_id AS "firstLetterId", g.last_letter_id AS "lastLetterId", a.id AS "assigneeId", a.name AS "assigneeName",
  w.queues AS "ruleQueues", w.person_id AS "rulePersonId", w.name AS "ruleName"`;

/** With their letters of the last hours. */
export async function presentGroups(rows: readonly GroupRow[], hours: number): Promise<FailureGroupView[]> {
  const counts = await countHours(
    rows.map(({ id }) => id),
    hours,
  );
  return rows.map((row) => presentGroup(row, counts.get(row.id) ?? Array.from({ length: hours }, () => 0)));
}

async function countHours(ids: readonly string[], hours: number): Promise<Map<string, number[]>> {
  const first = Math.floor(Date.now() / HOUR_MS) - hours + 1;
  const rows = await db().$queryRaw<{ groupId: string; hour: Date; letters: number }[]>`
    SELECT group_id AS "groupId", hour, letters FROM group_hour
    WHERE group_id = ANY(${ids}::uuid[]) AND hour >= ${new Date(first * HOUR_MS)}`;
  const counts = new Map(ids.map((id) => [id, Array.from({ length: hours }, () => 0)]));
  for (const { groupId, hour, letters } of rows) {
    const at = hour.getTime() / HOUR_MS - first;
    const counted = counts.get(groupId);
    // A worker’s clock may be ahead.
    if (counted !== undefined && at < hours) counted[at] = letters;
  }
  return counts;
}

function presentGroup(row: GroupRow, perHour: number[]): FailureGroupView {
  const { id, title, state, letters, openLetters, untilLetters, untilPerHour } = row;
  const { sourceQueue, reason, errorType, pattern, file } = row;
  return {
    id,
    title,
    state,
    stateAt: row.stateAt.toISOString(),
    ignoredUntil:
      untilLetters === null && untilPerHour === null
        ? null
        : { letters: untilLetters, perHour: untilPerHour },
    cameBackAt: row.cameBackAt?.toISOString() ?? null,
    grewAt: row.grewAt?.toISOString() ?? null,
    snoozed:
      row.snoozedUntil === null
        ? null
        : { until: row.snoozedUntil.toISOString(), by: row.snoozedBy ?? 'somebody' },
    cause: { sourceQueue, reason, errorType, pattern, file, function: row.function },
    letters,
    openLetters,
    firstAt: timeOfId(row.firstLetterId).toISOString(),
    lastAt: timeOfId(row.lastLetterId).toISOString(),
    perHour,
    owner: ownerOf(row),
    version: String(row.version),
  };
}

function ownerOf(row: GroupRow): FailureGroupView['owner'] {
  const { assigneeId, assigneeName, ruleName, rulePersonId, ruleQueues } = row;
  if (assigneeName !== null)
    return { name: assigneeName, kind: 'person', personId: assigneeId, by: 'hand', rule: null };
  if (ruleName === null) return null;
  const kind = rulePersonId === null ? 'team' : 'person';
  return { name: ruleName, kind, personId: rulePersonId, by: 'rule', rule: ruleQueues };
}
