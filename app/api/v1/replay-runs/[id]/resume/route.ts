import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { resumeRun } from '#lib/store/run-moves.ts';

export const POST = route(operations.resumeRun, async ({ actor, params }) =>
  Response.json(await resumeRun(actor, params.id ?? '')),
);
