import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { countLetters } from '#lib/store/letter-count.ts';

export const GET = route(operations.countDeadLetters, async ({ actor, query }) =>
  Response.json(await countLetters(actor, query)),
);
