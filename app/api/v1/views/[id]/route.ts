import { operations } from '#lib/http/operations/all.ts';
import { changeView, deleteView, readView } from '#lib/store/saved-views.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readView, async ({ actor, params }) =>
  Response.json(await readView(actor, params.id ?? '')),
);

export const PATCH = route(operations.changeView, async ({ actor, params, body }) =>
  Response.json(await changeView(actor, params.id ?? '', body)),
);

export const DELETE = route(operations.deleteView, async ({ actor, params }) =>
  Response.json(await deleteView(actor, params.id ?? '')),
);
