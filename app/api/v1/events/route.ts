import { stillThere } from '#lib/auth/actor.ts';
import { openEventStream } from '#lib/http/event-stream.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.events, async ({ request, actor }) =>
  openEventStream(request, actor, () => stillThere(actor)),
);
