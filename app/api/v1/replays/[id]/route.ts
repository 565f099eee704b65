import { operations } from '#lib/http/operations/all.ts';
import { readReplay } from '#lib/store/replays.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readReplay, async ({ actor, params }) =>
  Response.json(await readReplay(actor, params.id ?? '')),
);
