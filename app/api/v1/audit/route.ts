import { operations } from '#lib/http/operations/all.ts';
import { listAudit } from '#lib/store/audit.ts';
import { answerPage, route } from '#lib/http/route.ts';

export const GET = route(operations.listAudit, async ({ request, actor, query }) =>
  answerPage(request, await listAudit(actor, query)),
);
