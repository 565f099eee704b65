import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { findRelated } from '#lib/store/related.ts';

export const GET = route(operations.findRelated, async ({ actor, params }) =>
  Response.json({ items: await findRelated(actor, params.id ?? '') }),
);
