import { operations } from '#lib/http/operations/all.ts';
import { changeFailureGroup, readFailureGroup } from '#lib/store/failure-groups.ts';
import { readIfMatch } from '#lib/http/if-match.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readFailureGroup, async ({ actor, params }) => {
  const group = await readFailureGroup(actor, params.id ?? '');
  return Response.json(group, { headers: { etag: `"${group.version}"` } });
});

export const PATCH = route(operations.changeFailureGroup, async ({ request, actor, params, body }) => {
  const group = await changeFailureGroup(actor, params.id ?? '', body, readIfMatch(request));
  return Response.json(group, { headers: { etag: `"${group.version}"` } });
});
