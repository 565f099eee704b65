import { readConfig } from '#lib/config.ts';
import { operations } from '#lib/http/operations/all.ts';
import { previewRoute } from '#lib/store/route-preview.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.previewAlertRoute, async ({ actor, body }) => {
  const { publicUrl, slack } = readConfig();
  return Response.json(await previewRoute(actor, body, { publicUrl, slackChannel: slack?.channel ?? null }));
});
