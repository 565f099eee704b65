import { readConfig } from '#lib/config.ts';
import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { makePasswordLink } from '#lib/store/invitations.ts';

export const POST = route(operations.makePasswordLink, async ({ actor, params }) => {
  const { id, token } = await makePasswordLink(actor, params.id ?? '');
  return Response.json({ id, link: `${readConfig().publicUrl}/welcome#${token}` }, { status: 201 });
});
