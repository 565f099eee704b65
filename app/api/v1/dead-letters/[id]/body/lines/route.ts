import { readBodyWindow } from '#lib/http/body-window.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readBodyLines, async ({ actor, params, query }) =>
  Response.json(await readBodyWindow(actor, params.id ?? '', query)),
);
