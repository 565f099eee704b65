import { operations } from '#lib/http/operations/all.ts';
import { readReach } from '#lib/store/reach.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readReach, async ({ actor, query }) =>
  Response.json(await readReach(actor, query)),
);
