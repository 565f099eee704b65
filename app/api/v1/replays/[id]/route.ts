import { route } from '#lib/http/route.ts';
import { readReplay } from '#lib/store/replays.ts';

export const GET = route({}, async ({ actor, params }) =>
  Response.json(await readReplay(actor, params.id ?? '')),
);
