import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { pauseRun } from '#lib/store/run-moves.ts';

export const POST = route(operations.pauseRun, async ({ actor, params }) =>
  Response.json(await pauseRun(actor, params.id ?? '')),
);
