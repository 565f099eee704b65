import { operations } from '#lib/http/operations/all.ts';
import { readSearchIndex } from '#lib/store/search-index.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readSearchIndex, async ({ actor }) =>
  Response.json(await readSearchIndex(actor)),
);
