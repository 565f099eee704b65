import { operations } from '#lib/http/operations/all.ts';
import { restoreGroup } from '#lib/store/group-discards.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.restoreGroup, async ({ actor, params, body }) =>
  Response.json(await restoreGroup(actor, params.id ?? '', body)),
);
