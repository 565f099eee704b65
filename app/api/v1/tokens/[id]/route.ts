import { operations } from '#lib/http/operations/all.ts';
import { revokeToken } from '#lib/store/tokens.ts';
import { route } from '#lib/http/route.ts';

export const DELETE = route(operations.revokeToken, async ({ actor, params }) =>
  Response.json(await revokeToken(actor, params.id ?? '')),
);
