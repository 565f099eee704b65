import { maySee } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { operations } from '#lib/http/operations/all.ts';
import { writeMetrics } from '#lib/http/metrics.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.metrics, async ({ actor }) => {
  if (!maySee(actor, null))
    throw new AppError('forbidden', 'Metrics count over all queues: this wants one who sees every queue');
  const { text, type } = await writeMetrics(actor);
  return new Response(text, { headers: { 'content-type': type } });
});
