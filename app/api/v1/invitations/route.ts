import { operations } from '#lib/http/operations/all.ts';
import { readConfig } from '#lib/config.ts';
import { invite, listInvitations } from '#lib/store/invitations.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listInvitations, async ({ actor }) =>
  Response.json({ items: await listInvitations(actor) }),
);

/** The secret stands after the #: no server and no log on the way sees it. */
export const POST = route(operations.invite, async ({ actor, body }) => {
  const { id, token } = await invite(actor, body);
  return Response.json({ id, link: `${readConfig().publicUrl}/welcome#${token}` }, { status: 201 });
});
