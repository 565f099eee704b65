import { operations } from '#lib/http/operations/all.ts';
import { requestEditedReplay } from '#lib/store/edits.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.requestEditedReplay, async ({ actor, body }) =>
  Response.json(await requestEditedReplay(actor, body), { status: 202 }),
);
