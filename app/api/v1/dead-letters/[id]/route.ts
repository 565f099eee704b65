import { route } from '#lib/http/route.ts';
import { readDeadLetter } from '#lib/store/dead-letters.ts';

export const GET = route({}, async ({ actor, params }) =>
  Response.json(await readDeadLetter(actor, params.id ?? '')),
);
