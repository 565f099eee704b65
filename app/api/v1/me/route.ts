import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(
  operations.readMe,
  async ({ actor: { kind, id, name, role, seeQueues, actQueues, ...rest } }) =>
    Response.json({ kind, id, name, role, seeQueues, actQueues, email: 'email' in rest ? rest.email : null }),
);
