import { operations } from '#lib/http/operations/all.ts';
import { lookAtLink } from '#lib/auth/sign-in.ts';
import { route } from '#lib/http/route.ts';

export const POST = route(operations.readLink, async ({ request, body }) =>
  Response.json(await lookAtLink(request.headers, body.token)),
);
