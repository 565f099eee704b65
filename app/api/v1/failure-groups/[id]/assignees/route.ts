import { operations } from '#lib/http/operations/all.ts';
import { listAssignees } from '#lib/store/failure-groups.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listAssignees, async ({ actor, params }) =>
  Response.json({ items: await listAssignees(actor, params.id ?? '') }),
);
