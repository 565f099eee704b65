import { operations } from '#lib/http/operations/all.ts';
import { restoreLetters } from '#lib/store/letter-status.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.restoreLetters, async ({ actor, body }) =>
  Response.json({ items: await restoreLetters(actor, body) }),
);
