import { operations } from '#lib/http/operations/all.ts';
import { readHistogram } from '#lib/store/histogram.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readHistogram, async ({ actor, query }) =>
  Response.json(await readHistogram(actor, query)),
);
