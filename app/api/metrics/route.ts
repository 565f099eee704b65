import { operations } from '#lib/http/operations/all.ts';
import { writeMetrics } from '#lib/http/metrics.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.metrics, async ({ actor }) => {
  const { text, type } = await writeMetrics(actor);
  return new Response(text, { headers: { 'content-type': type } });
});
