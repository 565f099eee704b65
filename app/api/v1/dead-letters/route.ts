import { operations } from '#lib/http/operations/all.ts';
import { listDeadLetters } from '#lib/store/dead-letters.ts';
import { answerPage, route } from '#lib/http/route.ts';

export const GET = route(operations.listDeadLetters, async ({ request, actor, query }) =>
  answerPage(request, await listDeadLetters(actor, query)),
);
