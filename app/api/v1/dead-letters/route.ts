import { deadLetterListQuery } from '#lib/domain/filter.ts';
import { route } from '#lib/http/route.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';

export const GET = route({ query: deadLetterListQuery.strict() }, async ({ actor, query }) =>
  Response.json(await listDeadLetters(actor, query)),
);
