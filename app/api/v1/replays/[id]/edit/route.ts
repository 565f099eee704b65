import { operations } from '#lib/http/operations/all.ts';
import { readEdit } from '#lib/store/edits.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readEdit, async ({ actor, params }) =>
  Response.json(await readEdit(actor, params.id ?? '')),
);
