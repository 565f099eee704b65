import { operations } from '#lib/http/operations/all.ts';
import { keepAsTwo } from '#lib/store/twins.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.keepAsTwo, async ({ actor, body }) =>
  Response.json({ items: await keepAsTwo(actor, body) }),
);
