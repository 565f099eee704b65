import { operations } from '#lib/http/operations/all.ts';
import { listFailureGroups } from '#lib/store/failure-groups.ts';
import { answerPage, route } from '#lib/http/route.ts';

export const GET = route(operations.listFailureGroups, async ({ request, actor, query }) =>
  answerPage(request, await listFailureGroups(actor, query)),
);
