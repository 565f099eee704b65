import { operations } from '#lib/http/operations/all.ts';
import { endSignIn } from '#lib/store/sign-ins.ts';
import { route } from '#lib/http/route.ts';

export const DELETE = route(operations.endSignIn, async ({ actor, params }) =>
  Response.json(await endSignIn(actor, params.id ?? '')),
);
