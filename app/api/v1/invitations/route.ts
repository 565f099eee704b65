import { operations } from '#lib/http/operations/all.ts';
import { readConfig } from '#lib/config.ts';
import { invite } from '#lib/store/invitations.ts';
import { route } from '#lib/http/route.ts';

/** The secret stands after the #: no server and no log on the way sees it. */
export const POST = route(operations.invite, async ({ actor, body }) => {
  const { id, token } = await invite(actor, body);
  return Response.json({ id, link: `${readConfig().publicUrl}/welcome#${token}` }, { status: 201 });
});
