import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { startRun } from '#lib/store/run-moves.ts';

export const POST = route(operations.startRun, async ({ actor, params }) =>
  Response.json(await startRun(actor, params.id ?? '')),
);
