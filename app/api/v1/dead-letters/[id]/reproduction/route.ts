import { operations } from '#lib/http/operations/all.ts';
import { reproduceLetter } from '#lib/http/reproduction.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.reproduceLetter, async ({ actor, params, query, request }) =>
  Response.json(await reproduceLetter(actor, params.id ?? '', query.as, request.headers.get('host'))),
);
