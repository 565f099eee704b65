import { operations } from '#lib/http/operations/all.ts';
import { resumeQueue } from '#lib/store/pauses.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.resumeQueue, async ({ actor, params, body }) =>
  Response.json(await resumeQueue(actor, params.name ?? '', body)),
);
