import { replayRequest } from '#lib/domain/replay-request.ts';
import { route } from '#lib/http/route.ts';
import { requestReplays } from '#lib/store/replays.ts';

/** Asks for letters to be published again. The worker does the publishing. */
export const POST = route({ body: replayRequest }, async ({ actor, body }) =>
  Response.json({ items: await requestReplays(actor, body) }, { status: 202 }),
);
