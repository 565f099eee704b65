import { operations } from '#lib/http/operations/all.ts';
import { answerPage, route } from '#lib/http/route.ts';
import { listRunLetters } from '#lib/store/runs.ts';

export const GET = route(operations.listRunLetters, async ({ request, actor, params, query }) =>
  answerPage(request, await listRunLetters(actor, params.id ?? '', query)),
);
