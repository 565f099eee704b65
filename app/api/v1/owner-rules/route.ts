import { operations } from '#lib/http/operations/all.ts';
import { readOwnerRules, setOwnerRules } from '#lib/store/owners.ts';
import { readIfMatch } from '#lib/http/if-match.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.readOwnerRules, async ({ actor }) => {
  const rules = await readOwnerRules(actor);
  return Response.json(rules, { headers: { etag: `"${rules.version}"` } });
});

export const PUT = route(operations.setOwnerRules, async ({ request, actor, body }) => {
  const rules = await setOwnerRules(actor, body, readIfMatch(request));
  return Response.json(rules, { headers: { etag: `"${rules.version}"` } });
});
