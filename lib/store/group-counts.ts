// Counts of failure groups: in all, open, by hour, and the first and last letter.
import { timeOfId } from '#lib/domain/cursor.ts';
import { writeNumbers, writeTexts, writeWords } from './array-text.ts';
import type { Run } from './insert-letters.ts';

/** A letter and its group, now and as it was counted before; null where it was not. */
export type Placed = {
  id: string;
  groupId: string;
  isOpen: boolean;
  before: { groupId: string; isOpen: boolean } | null;
};

const HOUR_MS = 3_600_000;

type Change = { letters: number; open: number; first: string | null; last: string | null };

/** In the transaction that places the letters, and after that: what left a group may have been its first or last. */
export async function addCounts(run: Run, moved: readonly Placed[]): Promise<void> {
  const changes = new Map<string, Change>();
  const hours = new Map<string, { groupId: string; hour: string; letters: number }>();
  const left = new Set<string>();
  for (const { id, groupId, isOpen, before } of moved) {
    const hasJoined = before?.groupId !== groupId;
    const change = of(changes, groupId);
    change.open += Number(isOpen) - (hasJoined ? 0 : Number(before.isOpen));
    if (!hasJoined) continue;
    change.letters++;
    if (change.first === null || id < change.first) change.first = id;
    if (change.last === null || id > change.last) change.last = id;
    count(hours, groupId, id, 1);
    if (before === null) continue;
    const other = of(changes, before.groupId);
    other.letters--;
    other.open -= Number(before.isOpen);
    count(hours, before.groupId, id, -1);
    left.add(before.groupId);
  }
  await writeCounts(run, [...changes]);
  if (hours.size > 0) await writeHours(run, [...hours.values()]);
  if (left.size > 0) await readEndsAnew(run, [...left]);
}

function of(changes: Map<string, Change>, groupId: string): Change {
  const known = changes.get(groupId) ?? { letters: 0, open: 0, first: null, last: null };
  changes.set(groupId, known);
  return known;
}

function count(
  hours: Map<string, { groupId: string; hour: string; letters: number }>,
  groupId: string,
  letterId: string,
  many: number,
): void {
  const hour = new Date(Math.floor(timeOfId(letterId).getTime() / HOUR_MS) * HOUR_MS).toISOString();
  const known = hours.get(`${groupId} ${hour}`) ?? { groupId, hour, letters: 0 };
  known.letters += many;
  hours.set(`${groupId} ${hour}`, known);
}

async function writeCounts(run: Run, changes: readonly (readonly [string, Change])[]): Promise<void> {
  const all = changes.map(([, change]) => change);
  await run({
    name: 'count groups',
    text: `UPDATE failure_group g SET letters = g.letters + u.letters, open_letters = g.open_letters + u.open,
        first_letter_id = least(g.first_letter_id, u.first), last_letter_id = greatest(g.last_letter_id, u.last)
      FROM unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[], $5::uuid[]) AS u(id, letters, open, first, last) WHERE g.id = u.id`,
    values: [
      writeWords(changes.map(([id]) => id)),
      writeNumbers(all.map(({ letters }) => letters)),
      writeNumbers(all.map(({ open }) => open)),
      writeWords(all.map(({ first }) => first)),
      writeWords(all.map(({ last }) => last)),
    ],
  });
}

async function writeHours(
  run: Run,
  hours: readonly { groupId: string; hour: string; letters: number }[],
): Promise<void> {
  await run({
    name: 'count hours',
    text: `INSERT INTO group_hour AS h (group_id, hour, letters) SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[])
      ON CONFLICT (group_id, hour) DO UPDATE SET letters = h.letters + EXCLUDED.letters`,
    values: [
      writeWords(hours.map(({ groupId }) => groupId)),
      writeTexts(hours.map(({ hour }) => hour)),
      writeNumbers(hours.map(({ letters }) => letters)),
    ],
  });
}

async function readEndsAnew(run: Run, groupIds: readonly string[]): Promise<void> {
  await run({
    name: 'read ends of groups',
    text: `UPDATE failure_group g SET
        first_letter_id = (SELECT m.dead_letter_id FROM group_letter m WHERE m.group_id = g.id ORDER BY m.dead_letter_id LIMIT 1),
        last_letter_id = (SELECT m.dead_letter_id FROM group_letter m WHERE m.group_id = g.id ORDER BY m.dead_letter_id DESC LIMIT 1)
      WHERE g.id = ANY($1::uuid[])`,
    values: [writeWords(groupIds)],
  });
}
