import { operations } from '#lib/http/operations/all.ts';
import { previewEdit } from '#lib/store/edits.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.previewEdit, async ({ actor, body }) =>
  Response.json(await previewEdit(actor, body)),
);
