import { operations } from '#lib/http/operations/all.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { route } from '#lib/http/route.ts';

/** Asks for letters to be published again. The worker does the publishing. */
export const POST = route(operations.requestReplays, async ({ actor, body }) =>
  Response.json({ items: await requestReplays(actor, body) }, { status: 202 }),
);
