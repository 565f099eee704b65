import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { listQueryValues } from '#lib/store/query-values.ts';

export const GET = route(operations.listQueryValues, async ({ actor, query }) =>
  Response.json(await listQueryValues(actor, query.key, query.prefix)),
);
