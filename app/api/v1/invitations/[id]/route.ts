import { operations } from '#lib/http/operations/all.ts';
import { revokeInvitation } from '#lib/store/invitations.ts';
import { route } from '#lib/http/route.ts';

export const DELETE = route(operations.revokeInvitation, async ({ actor, params }) =>
  Response.json(await revokeInvitation(actor, params.id ?? '')),
);
