import { operations } from '#lib/http/operations/all.ts';
import { readDeadLetter } from '#lib/store/dead-letters.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readDeadLetter, async ({ actor, params }) =>
  Response.json(await readDeadLetter(actor, params.id ?? '')),
);
