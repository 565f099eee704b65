// Groups that open again by themselves: a resolved one that came back, an ignored one that grew past what it was ignored until.
import { firstIdAt, timeOfId } from '#lib/domain/cursor.ts';
import { writeTexts, writeWords } from './array-text.ts';
import type { Placed } from './group-counts.ts';
import type { Run } from './insert-letters.ts';

const HOUR_MS = 3_600_000;

/** After the letters were placed and counted. Letters that came before it was resolved do not count as coming back. */
export async function reopenGroups(run: Run, moved: readonly Placed[]): Promise<void> {
  const newest = new Map<string, string>();
  for (const { id, groupId, before } of moved)
    if (before?.groupId !== groupId && id > (newest.get(groupId) ?? '')) newest.set(groupId, id);
  if (newest.size === 0) return;
  const times = [...newest.values()].map(timeOfId);
  await run({
    name: 'reopen groups',
    text: `UPDATE failure_group g SET state = 'open', state_at = now(), state_by = NULL, version = g.version + 1, until_letters = NULL,
        until_per_hour = NULL, came_back_at = CASE WHEN g.state = 'resolved' THEN now() ELSE g.came_back_at END,
        grew_at = CASE WHEN g.state = 'ignored' THEN now() ELSE g.grew_at END
      FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS u(id, newest, an_hour_ago)
      WHERE g.id = u.id AND (g.state = 'resolved' AND u.newest > g.state_at
        OR g.state = 'ignored' AND (g.letters > g.until_letters OR g.until_per_hour < (SELECT count(*) FROM (
          SELECT FROM group_letter m WHERE m.group_id = g.id AND m.dead_letter_id >= u.an_hour_ago LIMIT g.until_per_hour + 1) AS h)))`,
    values: [
      writeWords([...newest.keys()]),
      writeTexts(times.map((time) => time.toISOString())),
      writeWords(times.map((time) => firstIdAt(new Date(time.getTime() - HOUR_MS)))),
    ],
  });
}
