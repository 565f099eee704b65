import { operations } from '#lib/http/operations/all.ts';
import { listViews, saveView } from '#lib/store/saved-views.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listViews, async ({ actor }) =>
  Response.json({ items: await listViews(actor) }),
);

export const POST = route(operations.saveView, async ({ actor, body }) =>
  Response.json(await saveView(actor, body), { status: 201 }),
);
