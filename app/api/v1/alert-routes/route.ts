import { readConfig } from '#lib/config.ts';
import { operations } from '#lib/http/operations/all.ts';
import { readAlertRoutes, setAlertRoutes } from '#lib/store/alert-routes.ts';
import { readIfMatch } from '#lib/http/if-match.ts';
import { route } from '#lib/http/route.ts';

const slackChannel = () => readConfig().slack?.channel ?? null;

export const GET = route(operations.readAlertRoutes, async ({ actor }) => {
  const routes = await readAlertRoutes(actor, slackChannel());
  return Response.json(routes, { headers: { etag: `"${routes.version}"` } });
});

export const PUT = route(operations.setAlertRoutes, async ({ request, actor, body }) => {
  const given = { version: readIfMatch(request), slackChannel: slackChannel() };
  const routes = await setAlertRoutes(actor, body, given);
  return Response.json(routes, { headers: { etag: `"${routes.version}"` } });
});
