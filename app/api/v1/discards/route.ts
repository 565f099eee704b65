import { operations } from '#lib/http/operations/all.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.discardLetters, async ({ actor, body }) =>
  Response.json({ items: await discardLetters(actor, body) }),
);
