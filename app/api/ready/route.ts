import { isReady } from '#lib/http/readiness.ts';
import { route } from '#lib/http/route.ts';

/** The whole works: the store answers, and a living worker reaches the broker. The why stands on the pages. */
export const GET = route({ allowsAnyHost: true }, async ({ actor }) => {
  const ready = await isReady(actor);
  return Response.json({ status: ready ? 'ready' : 'not ready' }, { status: ready ? 200 : 503 });
});
