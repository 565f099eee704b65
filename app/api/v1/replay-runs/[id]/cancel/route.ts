import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { cancelRun } from '#lib/store/run-moves.ts';

export const POST = route(operations.cancelRun, async ({ actor, params }) =>
  Response.json(await cancelRun(actor, params.id ?? '')),
);
