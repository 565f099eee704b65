import { findUnready } from '#lib/http/readiness.ts';
import { route } from '#lib/http/route.ts';

/** The whole works: the store answers, and a living worker reaches the broker. Else the why. */
export const GET = route({ allowsAnyHost: true }, async ({ actor }) => {
  const problems = await findUnready(actor);
  if (problems.length === 0) return Response.json({ status: 'ready' });
  return Response.json({ status: 'not ready', problems }, { status: 503 });
});
