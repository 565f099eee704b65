import { operations } from '#lib/http/operations/all.ts';
import { discardGroup } from '#lib/store/group-discards.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.discardGroup, async ({ actor, params, body }) =>
  Response.json(await discardGroup(actor, params.id ?? '', body)),
);
