import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { readFailureGroup } from '#lib/store/failure-groups.ts';
import { snoozeGroup } from '#lib/store/group-snooze.ts';

const HOUR_MS = 3_600_000;

export const POST = route(operations.snoozeFailureGroup, async ({ actor, params, body }) => {
  const id = params.id ?? '';
  await snoozeGroup(actor, id, body.hours === null ? null : new Date(Date.now() + body.hours * HOUR_MS));
  const { samples: _samples, ...group } = await readFailureGroup(actor, id);
  return Response.json(group);
});
