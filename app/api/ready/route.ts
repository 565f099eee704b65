import { operations } from '#lib/http/operations/all.ts';
import { actorOf } from '#lib/auth/actor.ts';
import { findUnready } from '#lib/http/readiness.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.ready, async ({ request }) => {
  const problems = await findUnready({ kind: 'system' });
  if (problems.length === 0) return Response.json({ status: 'ready' });
  const isKnown = await actorOf(request.headers).then(
    () => true,
    () => false,
  );
  return Response.json({ status: 'not ready', ...(isKnown ? { problems } : {}) }, { status: 503 });
});
