import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { changeRunRate } from '#lib/store/run-moves.ts';
import { readRun } from '#lib/store/runs.ts';

export const GET = route(operations.readRun, async ({ actor, params }) =>
  Response.json(await readRun(actor, params.id ?? '')),
);

export const PATCH = route(operations.changeRun, async ({ actor, params, body }) =>
  Response.json(await changeRunRate(actor, params.id ?? '', body.rate)),
);
