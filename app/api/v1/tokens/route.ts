import { operations } from '#lib/http/operations/all.ts';
import { listTokens, makeToken } from '#lib/store/tokens.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listTokens, async ({ actor }) =>
  Response.json({ items: await listTokens(actor) }),
);

export const POST = route(operations.makeToken, async ({ actor, body }) =>
  Response.json(await makeToken(actor, body), { status: 201 }),
);
