import { readConfig } from '#lib/config.ts';
import { operations } from '#lib/http/operations/all.ts';
import { answerPage, route } from '#lib/http/route.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { listRuns } from '#lib/store/runs.ts';

export const GET = route(operations.listRuns, async ({ request, actor, query }) =>
  answerPage(request, await listRuns(actor, query)),
);

export const POST = route(operations.planRun, async ({ actor, body }) =>
  Response.json(await planRun(actor, body, { needsReason: readConfig().isReasonRequired }), { status: 201 }),
);
