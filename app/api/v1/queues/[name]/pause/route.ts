import { operations } from '#lib/http/operations/all.ts';
import { pauseQueue } from '#lib/store/pauses.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.pauseQueue, async ({ actor, params, body }) =>
  Response.json(await pauseQueue(actor, params.name ?? '', body)),
);
